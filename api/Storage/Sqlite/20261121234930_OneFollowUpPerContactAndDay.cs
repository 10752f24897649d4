using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MailCommitments.Storage.Sqlite
{
    /// <inheritdoc />
    public partial class OneFollowUpPerContactAndDay : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Outbox_TenantId_ContactId_SentAt",
                table: "Outbox");

            migrationBuilder.CreateTable(
                name: "ContactDays",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ContactId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Key = table.Column<string>(type: "TEXT", nullable: false),
                    TakenAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ContactDays", x => new { x.TenantId, x.ContactId, x.Day });
                });

            migrationBuilder.CreateIndex(
                name: "IX_ContactDays_TenantId_Key",
                table: "ContactDays",
                columns: new[] { "TenantId", "Key" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ContactDays");

            migrationBuilder.CreateIndex(
                name: "IX_Outbox_TenantId_ContactId_SentAt",
                table: "Outbox",
                columns: new[] { "TenantId", "ContactId", "SentAt" });
        }
    }
}

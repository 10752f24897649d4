using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MailCommitments.Storage.Postgres
{
    /// <inheritdoc />
    public partial class HoldsKnowWhoSetThem : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_ThreadMails_TenantId_From_SentAt",
                table: "ThreadMails");

            migrationBuilder.AddColumn<Guid>(
                name: "SetById",
                table: "Holds",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));

            migrationBuilder.CreateIndex(
                name: "IX_ThreadMails_TenantId_SentAt",
                table: "ThreadMails",
                columns: new[] { "TenantId", "SentAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_ThreadMails_TenantId_SentAt",
                table: "ThreadMails");

            migrationBuilder.DropColumn(
                name: "SetById",
                table: "Holds");

            migrationBuilder.CreateIndex(
                name: "IX_ThreadMails_TenantId_From_SentAt",
                table: "ThreadMails",
                columns: new[] { "TenantId", "From", "SentAt" });
        }
    }
}

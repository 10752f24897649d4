using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MailCommitments.Storage.Postgres
{
    /// <inheritdoc />
    public partial class PoliciesHoldsAndLadders : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Kind",
                table: "Outbox",
                type: "text",
                nullable: false,
                defaultValue: "Chaser");

            migrationBuilder.AddColumn<int>(
                name: "Level",
                table: "Outbox",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Awaits",
                table: "Commitments",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Level",
                table: "Commitments",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "Holds",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Level = table.Column<string>(type: "text", nullable: false),
                    Target = table.Column<string>(type: "text", nullable: false),
                    Reason = table.Column<string>(type: "text", nullable: false),
                    From = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Until = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    SetBy = table.Column<string>(type: "text", nullable: false),
                    EndedBy = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Holds", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Ladders",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Domain = table.Column<string>(type: "text", nullable: false),
                    Ladder = table.Column<string>(type: "text", nullable: false),
                    SetBy = table.Column<string>(type: "text", nullable: false),
                    SetAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Ladders", x => new { x.TenantId, x.Domain });
                });

            migrationBuilder.CreateTable(
                name: "Policies",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Level = table.Column<string>(type: "text", nullable: false),
                    Target = table.Column<string>(type: "text", nullable: false),
                    Priority = table.Column<string>(type: "text", nullable: false),
                    Steps = table.Column<string>(type: "text", nullable: false),
                    Then = table.Column<string>(type: "text", nullable: false),
                    SetBy = table.Column<string>(type: "text", nullable: false),
                    SetAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Policies", x => new { x.TenantId, x.Level, x.Target, x.Priority });
                });

            migrationBuilder.CreateIndex(
                name: "IX_ThreadMails_TenantId_From_SentAt",
                table: "ThreadMails",
                columns: new[] { "TenantId", "From", "SentAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Commitments_TenantId_Awaits",
                table: "Commitments",
                columns: new[] { "TenantId", "Awaits" });

            migrationBuilder.CreateIndex(
                name: "IX_Commitments_TenantId_Level",
                table: "Commitments",
                columns: new[] { "TenantId", "Level" });

            migrationBuilder.CreateIndex(
                name: "IX_Holds_TenantId_Until",
                table: "Holds",
                columns: new[] { "TenantId", "Until" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Holds");

            migrationBuilder.DropTable(
                name: "Ladders");

            migrationBuilder.DropTable(
                name: "Policies");

            migrationBuilder.DropIndex(
                name: "IX_ThreadMails_TenantId_From_SentAt",
                table: "ThreadMails");

            migrationBuilder.DropIndex(
                name: "IX_Commitments_TenantId_Awaits",
                table: "Commitments");

            migrationBuilder.DropIndex(
                name: "IX_Commitments_TenantId_Level",
                table: "Commitments");

            migrationBuilder.DropColumn(
                name: "Kind",
                table: "Outbox");

            migrationBuilder.DropColumn(
                name: "Level",
                table: "Outbox");

            migrationBuilder.DropColumn(
                name: "Awaits",
                table: "Commitments");

            migrationBuilder.DropColumn(
                name: "Level",
                table: "Commitments");
        }
    }
}

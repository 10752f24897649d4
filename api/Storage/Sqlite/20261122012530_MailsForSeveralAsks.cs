using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MailCommitments.Storage.Sqlite
{
    /// <inheritdoc />
    public partial class MailsForSeveralAsks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Commitments_TenantId_ContactId",
                table: "Commitments");

            migrationBuilder.AddColumn<string>(
                name: "Why",
                table: "Outbox",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<bool>(
                name: "IsWished",
                table: "Outbox",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateTime>(
                name: "LeavesAt",
                table: "Outbox",
                type: "TEXT",
                nullable: false,
                defaultValue: new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified));

            migrationBuilder.AddColumn<string>(
                name: "Text",
                table: "Outbox",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Version",
                table: "Outbox",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<bool>(
                name: "IsSensitive",
                table: "Contacts",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "OutboxItems",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Key = table.Column<string>(type: "TEXT", nullable: false),
                    CommitmentId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Place = table.Column<int>(type: "INTEGER", nullable: false),
                    Events = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OutboxItems", x => new { x.TenantId, x.Key, x.CommitmentId });
                    table.ForeignKey(
                        name: "FK_OutboxItems_Outbox_TenantId_Key",
                        columns: x => new { x.TenantId, x.Key },
                        principalTable: "Outbox",
                        principalColumns: new[] { "TenantId", "Key" },
                        onDelete: ReferentialAction.Cascade);
                });

            // What waits to be sent goes on as a mail with one ask.
            migrationBuilder.Sql(
                """
                INSERT INTO "OutboxItems" ("TenantId", "Key", "CommitmentId", "Place", "Events")
                SELECT "TenantId", "Key", "CommitmentId", 0, 0 FROM "Outbox"
                """);
            migrationBuilder.Sql("""UPDATE "Outbox" SET "LeavesAt" = "DueAt" """);

            // Last, because the table is built anew for it.
            migrationBuilder.AlterColumn<string>(
                name: "Kind",
                table: "Outbox",
                type: "TEXT",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "TEXT");

            migrationBuilder.DropColumn(
                name: "CommitmentId",
                table: "Outbox");

            migrationBuilder.CreateIndex(
                name: "IX_Outbox_TenantId_ContactId_State",
                table: "Outbox",
                columns: new[] { "TenantId", "ContactId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_Commitments_TenantId_ContactId_NextLookAt",
                table: "Commitments",
                columns: new[] { "TenantId", "ContactId", "NextLookAt" });

            migrationBuilder.CreateIndex(
                name: "IX_OutboxItems_TenantId_CommitmentId",
                table: "OutboxItems",
                columns: new[] { "TenantId", "CommitmentId" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "OutboxItems");

            migrationBuilder.DropIndex(
                name: "IX_Outbox_TenantId_ContactId_State",
                table: "Outbox");

            migrationBuilder.DropIndex(
                name: "IX_Commitments_TenantId_ContactId_NextLookAt",
                table: "Commitments");

            migrationBuilder.DropColumn(
                name: "IsWished",
                table: "Outbox");

            migrationBuilder.DropColumn(
                name: "LeavesAt",
                table: "Outbox");

            migrationBuilder.DropColumn(
                name: "Text",
                table: "Outbox");

            migrationBuilder.DropColumn(
                name: "Version",
                table: "Outbox");

            migrationBuilder.DropColumn(
                name: "IsSensitive",
                table: "Contacts");

            migrationBuilder.DropColumn(
                name: "Why",
                table: "Outbox");

            migrationBuilder.AddColumn<Guid>(
                name: "CommitmentId",
                table: "Outbox",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));

            migrationBuilder.AlterColumn<string>(
                name: "Kind",
                table: "Outbox",
                type: "TEXT",
                nullable: false,
                defaultValue: "",
                oldClrType: typeof(string),
                oldType: "TEXT",
                oldNullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Commitments_TenantId_ContactId",
                table: "Commitments",
                columns: new[] { "TenantId", "ContactId" });
        }
    }
}

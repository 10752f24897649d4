using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MailCommitments.Storage.Postgres
{
    /// <inheritdoc />
    public partial class OwnPromises : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "OwnPromises",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    OwnerId = table.Column<Guid>(type: "uuid", nullable: false),
                    What = table.Column<string>(type: "text", nullable: false),
                    ToName = table.Column<string>(type: "text", nullable: true),
                    ToAddress = table.Column<string>(type: "text", nullable: true),
                    InternetMessageId = table.Column<string>(type: "text", nullable: false),
                    MessageId = table.Column<string>(type: "text", nullable: false),
                    ConversationId = table.Column<string>(type: "text", nullable: false),
                    Subject = table.Column<string>(type: "text", nullable: false),
                    WebLink = table.Column<string>(type: "text", nullable: true),
                    IsOpen = table.Column<bool>(type: "boolean", nullable: false),
                    SettleAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OwnPromises", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PromiseEvents",
                columns: table => new
                {
                    PromiseId = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    RecordedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Event = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PromiseEvents", x => new { x.PromiseId, x.Number });
                    table.ForeignKey(
                        name: "FK_PromiseEvents_OwnPromises_PromiseId",
                        column: x => x.PromiseId,
                        principalTable: "OwnPromises",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_OwnPromises_SettleAt",
                table: "OwnPromises",
                column: "SettleAt");

            migrationBuilder.CreateIndex(
                name: "IX_OwnPromises_TenantId_OwnerId_ConversationId",
                table: "OwnPromises",
                columns: new[] { "TenantId", "OwnerId", "ConversationId" });

            migrationBuilder.CreateIndex(
                name: "IX_OwnPromises_TenantId_OwnerId_IsOpen",
                table: "OwnPromises",
                columns: new[] { "TenantId", "OwnerId", "IsOpen" });

            migrationBuilder.CreateIndex(
                name: "IX_PromiseEvents_TenantId",
                table: "PromiseEvents",
                column: "TenantId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "PromiseEvents");

            migrationBuilder.DropTable(
                name: "OwnPromises");
        }
    }
}

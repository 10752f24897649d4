namespace MailCommitments.Tests;

public class ScaffoldTests
{
    [Fact]
    public void The_solution_builds() => Assert.NotNull(typeof(Product));
}

namespace MailCommitments;

/// <summary>The composition root: every part of the product is added and mapped here, in the order of its sentence.</summary>
public static class Product
{
    public static WebApplication Create(string[] args) => WebApplication.CreateBuilder(args).Build();
}

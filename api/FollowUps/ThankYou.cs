namespace MailCommitments.FollowUps;

/// <summary>The thank-you that the asker can send with one press once they have what they asked for. It never goes out by itself.</summary>
public static class ThankYou
{
    /// <summary>The proposed text; the asker may change every word.</summary>
    /// <param name="greeting">The first name, or how the contact is called.</param>
    public static string Draft(string greeting, string askerName, string ask) =>
        $"""
            Hello {greeting},

            thank you for “{ask}”. That helps us on.

            Kind regards,
            {askerName}
            """.ReplaceLineEndings("\n");

    /// <summary>One thank-you for each commitment, however often it is pressed.</summary>
    public static string KeyOf(Guid commitment) => $"{commitment:N}.thanks";
}

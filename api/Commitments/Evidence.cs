namespace MailCommitments.Commitments;

/// <summary>What a reading rests on.</summary>
/// <param name="Sentence">Plain text from the mail, at most 300 characters; empty when the mail's headers alone decided.</param>
/// <param name="InternetMessageId">The mail it stands in; null when a person said so.</param>
/// <param name="Source">The rule or model, in words a user may read: <c>rule: plain promise</c>, <c>you</c>.</param>
/// <param name="Confidence">Probability that the reading is right, 0 to 1, calibrated on labelled mail.</param>
public sealed record Evidence(string Sentence, string? InternetMessageId, string Source, double Confidence);

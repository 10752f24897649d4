using MailCommitments.Replies;

namespace MailCommitments.Benchmarks;

/// <summary>The kinds of answer as the labelled data names them.</summary>
internal static class Labels
{
    public static readonly string[] Kinds =
    [
        "delivered",
        "question",
        "other",
        "decline",
        "delegated",
        "blocked",
        "promise",
        "ack",
        "extension",
    ];

    public static string Of(ReplyReading reading) =>
        reading switch
        {
            ReplyReading.Acknowledgement or ReplyReading.Courtesy => "ack",
            ReplyReading.Question => "question",
            ReplyReading.Promise => "promise",
            ReplyReading.MoreTime => "extension",
            ReplyReading.Blocked => "blocked",
            ReplyReading.Delivered => "delivered",
            ReplyReading.Declined => "decline",
            ReplyReading.HandedOver => "delegated",
            _ => "other",
        };
}

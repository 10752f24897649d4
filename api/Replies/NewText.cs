using System.Text;
using MailCommitments.Mailboxes;

namespace MailCommitments.Replies;

/// <param name="Question">The quoted line that was answered.</param>
/// <param name="Answer">What was written below it.</param>
public sealed record InlineAnswer(string Question, string Answer);

/// <summary>What one person wrote in a mail, as plain text.</summary>
/// <param name="Text">Without quotation, forwarded mail and signature.</param>
/// <param name="TextWithSignature">Without quotation and forwarded mail.</param>
/// <param name="InlineAnswers">Answers written between quoted lines, with what they answer; empty when the reply stands above or below its quotation.</param>
public sealed record WrittenText(string Text, string TextWithSignature, IReadOnlyList<InlineAnswer> InlineAnswers);

/// <summary>Finds what a person wrote themselves in the body of a mail.</summary>
public static class NewText
{
    public static WrittenText Of(MailBody body) => Of(MailLines.Of(body));

    internal static WrittenText Of(List<MailLine> lines)
    {
        var quoted = Quotation.LinesQuotedIn(lines);
        var withSignature = WrittenIn(lines, quoted);
        return new(Joined(Signature.Removed(withSignature)), Joined(withSignature), InlineAnswersIn(lines, quoted));
    }

    /// <summary>The text alone, without quotation, forwarded mail and signature.</summary>
    internal static string TextOf(List<MailLine> lines) =>
        Joined(Signature.Removed(WrittenIn(lines, Quotation.LinesQuotedIn(lines))));

    private static List<MailLine> WrittenIn(List<MailLine> lines, bool[] quoted)
    {
        var written = new List<MailLine>(lines.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            if (!quoted[i])
                written.Add(lines[i]);
            else if (written.Count > 0 && written[^1].Cue is not LineCue.AfterQuotation)
                written.Add(new("", 0, LineCue.AfterQuotation));
        }

        return Signature.WithoutProgramLines(written);
    }

    private static string Joined(IEnumerable<MailLine> lines)
    {
        var text = new StringBuilder();
        var blanks = 0;
        foreach (var line in lines)
        {
            if (line.IsBlank)
            {
                blanks++;
                continue;
            }
            if (text.Length > 0)
                text.Append('\n', 1 + Math.Min(blanks, 2));
            blanks = 0;
            text.Append(line.Text);
        }
        return text.ToString().Trim();
    }

    private static List<InlineAnswer> InlineAnswersIn(List<MailLine> lines, bool[] quoted)
    {
        var answers = new List<InlineAnswer>();
        string? question = null;
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].IsBlank)
                continue;
            if (quoted[i])
            {
                if (lines[i].Depth > 0)
                    question = lines[i].Text.Trim();
                continue;
            }
            var start = i;
            while (i + 1 < lines.Count && !quoted[i + 1])
                i++;
            var isBetween = i + 1 < lines.Count && lines[i + 1].Depth > 0;
            if (question is not null && (isBetween || answers.Count > 0))
                answers.Add(new(question, Joined(lines.GetRange(start, i - start + 1))));
        }
        return answers;
    }
}

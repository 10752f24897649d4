using System.Runtime.InteropServices;

namespace MailCommitments.Responsiveness;

/// <summary>How long one request waited for its answer, or has waited so far.</summary>
/// <param name="Hours">Hours on one clock, working or calendar, never mixed; zero is legal (answered before opening).</param>
/// <param name="Answered">False when the request was still unanswered at the end of observation: right-censored, its wait still counts.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ResponseTime(double Hours, bool Answered);

/// <summary>An interval estimate; both ends belong to it.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Interval(double Lower, double Upper);

using MailCommitments.Benchmarks;

if (args.Length == 0)
{
    Console.Error.WriteLine(
        "Usage: <deadlines|quotes|autoreplies|replies|intent|survival|comparison|deterioration|threads> <file> [--json], or speed [--rows N]"
    );
    return 2;
}

var file = args.Length > 1 && !args[1].StartsWith("--", StringComparison.Ordinal) ? args[1] : "";
if (file.Length == 0 && args[0] is not "speed" || file.Length > 0 && !File.Exists(file))
{
    Console.Error.WriteLine(file.Length == 0 ? $"'{args[0]}' needs a file to work on." : $"There is no file '{file}'.");
    return 2;
}

var options = Options.Parse(args[1..]);
return args[0] switch
{
    "deadlines" => Deadlines.Run(file, options),
    "quotes" => Quotes.Run(file, options),
    "autoreplies" => Autoreplies.Run(file, options),
    "replies" => Replies.Run(file, options),
    "intent" => Intent.Run(file, options),
    "survival" => Survival.Run(file, options),
    "comparison" => Comparison.Run(file, options),
    "deterioration" => Deterioration.Run(file, options),
    "threads" => Threads.Run(file, options),
    "speed" => Speed.Run(file, options),
    "train" => MailCommitments.Benchmarks.Training.Training.Run(file, options),
    var unknown => Options.NotBuiltYet(unknown),
};

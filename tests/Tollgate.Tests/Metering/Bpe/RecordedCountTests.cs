using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Tollgate.Metering;
using Tollgate.Metering.Bpe;
using Xunit;

namespace Tollgate.Tests.Metering.Bpe;

/// <summary>What is counted of OpenAI's recorded answers, as if they reported nothing or were cut, against what they reported.</summary>
public sealed partial class RecordedCountTests
{
    [Fact]
    public async Task Answers_and_prompts_of_text_are_counted_within_one_in_a_hundred()
    {
        var exchanges = RecordedExchange.All();
        Assert.SkipWhen(exchanges.Count == 0, "The recordings (shared/recordings) are not beside this repository.");
        var (package, obstacle) = await TiktokenPackage.CountAsync([]);
        Assert.SkipWhen(package is null, obstacle);
        await using var counted = package;
        var (newer, older) = (package.Vocabulary("o200k_base"), package.Vocabulary("cl100k_base"));
        List<(long Ours, long Theirs, string Id)> answers = [];
        List<(long Ours, long Theirs, string Id)> prompts = [];
        foreach (var exchange in exchanges.Where(exchange => exchange is { Status: 200, Api: "openai.chat", Provider: "openai" or "azure" }))
        {
            var model = Model().Match(Encoding.UTF8.GetString(exchange.Body)).Groups["name"].Value;
            var vocabulary = Older().IsMatch(model) ? older : newer;
            var counter = new BpeCounter();
            counter.Begin(vocabulary);
            var (usage, text) = Read(exchange, counter);
            var body = Encoding.UTF8.GetString(exchange.Body);
            if (usage.Output > 0 && usage is { Reasoning: 0, AudioOutput: 0 } && text.Bytes > 0 && !body.Contains("_call", StringComparison.Ordinal))
            {
                answers.Add((text.Tokens, usage.Output, $"{exchange.Id} {model}"));
            }

            if (usage is { Input: > 0, AudioInput: 0 } && exchange.Request.Length > 0 && !NoPlainPrompt().IsMatch(exchange.Request))
            {
                counter.Begin(vocabulary);
                prompts.Add((PromptEstimator.Count(Encoding.UTF8.GetBytes(exchange.Request), counter, int.MaxValue), usage.Input, $"{exchange.Id} {model}"));
            }
        }

        Report("answers", answers);
        Report("prompts", prompts);
        Error(answers).ShouldBeLessThan(0.01);
        Error(prompts).ShouldBeLessThan(0.01);
    }

    private static (TokenUsage Usage, TokenEstimator Text) Read(RecordedExchange exchange, BpeCounter counter)
    {
        if (exchange.IsStream)
        {
            var stream = new StreamTap(exchange.Dialect, counter);
            stream.Observe(exchange.Body, 1);
            return (stream.Usage, stream.Text);
        }

        var tap = new JsonTap();
        tap.Reset(exchange.Dialect, new TokenEstimator(counter, int.MaxValue));
        tap.Observe(exchange.Body.AsSpan(0, exchange.Body.Length / 2)); // one that comes whole and reports is not counted
        tap.Observe(exchange.Body.AsSpan(exchange.Body.Length / 2));
        return (tap.Usage, tap.Text);
    }

    private static double Error(List<(long Ours, long Theirs, string Id)> counts) =>
        (double)counts.Sum(count => Math.Abs(count.Ours - count.Theirs)) / counts.Sum(count => count.Theirs);

    private static void Report(string what, List<(long Ours, long Theirs, string Id)> counts)
    {
        var output = TestContext.Current.TestOutputHelper!;
        foreach (var (ours, theirs, id) in counts.Where(count => count.Ours != count.Theirs))
        {
            output.WriteLine($"{what}: counted {ours}, reported {theirs}: {id}");
        }

        var errors = counts.Select(count => Math.Abs(count.Ours - count.Theirs) / (double)count.Theirs).Order().ToList();
        output.WriteLine($"{what}: {counts.Count(count => count.Ours == count.Theirs)} of {counts.Count} equal, median {errors[errors.Count / 2]:P2}, most {errors[^1]:P2}, in sum {Error(counts):P2}");
    }

    [GeneratedRegex("\"model\": ?\"(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Model();

    [GeneratedRegex("gpt-3|gpt-4($|-[0-9t])", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Older();

    [GeneratedRegex("\"(tools|functions|response_format|image_url|input_audio|file|tool_calls|audio|prediction)\"", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex NoPlainPrompt();
}

using System.Globalization;
using Tollgate.Configuration;
using Tollgate.Control.Outbound;
using Tollgate.Host.Serving;

namespace Tollgate.Host.Remote;

/// <summary>
/// Gets the configuration that a start begins with: from its source, which is given a while to answer; where that fails, from the last good copy.
/// A document that is refused is not asked for again: the source has to change first.
/// </summary>
internal sealed class RemoteStart(RemoteAddress address, RemoteSettings settings, RemoteDocument document, RemoteFetcher fetcher, TimeProvider time)
{
    /// <summary>With a copy to begin with, a start waits no longer than this.</summary>
    private static readonly TimeSpan WaitWithCopy = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(3);

    /// <summary>One attempt, for commands: no copy stands in.</summary>
    /// <exception cref="StartException">The address or a variable cannot be used.</exception>
    public static (ConfigResult Result, RemoteBeginning Beginning) Once(string location, Func<string, string?> env, OutboundHttp outbound, TimeProvider time) =>
        Run(location, env, outbound, time, static start => start.OnceAsync());

    /// <summary>For a gateway.</summary>
    /// <param name="location">The URL.</param>
    /// <param name="env">Gives an environment variable's value, null when it is not set.</param>
    /// <param name="outbound">Makes the client.</param>
    /// <param name="time">The clock.</param>
    /// <param name="say">Tells a person why it takes so long.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StartException">There is no valid configuration, and no copy.</exception>
    public static (ConfigResult Result, RemoteBeginning Beginning) Begin(
        string location, Func<string, string?> env, OutboundHttp outbound, TimeProvider time, Action<string> say, CancellationToken stop) =>
        Run(location, env, outbound, time, start => start.BeginAsync(say, stop));

    /// <summary>Tries until the source answers with a valid document, the time is over, or it is certain that waiting does not help.</summary>
    public async Task<(ConfigResult Result, RemoteBeginning Beginning)> BeginAsync(Action<string> say, CancellationToken stop)
    {
        var copy = new RemoteCopy(settings.CopyFolder, address);
        var kept = copy.Read();
        var wait = kept is not null && settings.Wait > WaitWithCopy ? WaitWithCopy : settings.Wait;
        var began = time.GetTimestamp();
        var pause = FirstPause;
        for (var isFirst = true; ; isFirst = false)
        {
            var answer = await fetcher.FetchAsync(null, kept is null ? RemoteFetcher.Limit : WaitWithCopy, stop);
            var result = ResultOf(answer);
            if (result.Config is not null)
            {
                return (Warned(result), new RemoteBeginning(address, settings, answer.Content, answer.Tag));
            }

            // Without a copy there is a second attempt even where the first took all the time.
            var left = wait - time.GetElapsedTime(began);
            var isOver = left <= TimeSpan.Zero && (kept is not null || !isFirst || wait == TimeSpan.Zero);
            if (!answer.MayPass || isOver)
            {
                return kept is { } found ? OfCopy(copy, found.Content, found.At, result) : throw Refused(result);
            }

            if (isFirst)
            {
                say(string.Create(CultureInfo.InvariantCulture, $"tollgate: {result.Errors[0]}; trying for {wait.TotalSeconds:0.#} s"));
            }

            left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
            pause = answer.RetryAfter > pause ? answer.RetryAfter.Value : pause;
            await Task.Delay(pause < left ? pause : left, time, stop);
            pause = pause * 2 < MaxPause ? pause * 2 : MaxPause;
        }
    }

    private static (ConfigResult Result, RemoteBeginning Beginning) Run(
        string location, Func<string, string?> env, OutboundHttp outbound, TimeProvider time,
        Func<RemoteStart, Task<(ConfigResult Result, RemoteBeginning Beginning)>> run)
    {
        var settings = RemoteSettings.Read(env);
        var address = RemoteAddress.Parse(location, settings.AllowsHttp);
        using var fetcher = new RemoteFetcher(address, settings, outbound, time);
        var start = new RemoteStart(address, settings, new RemoteDocument(address, settings, env), fetcher, time);

        // A start is one thread's work, with nothing beside it that could be held up.
        return Task.Run(() => run(start)).GetAwaiter().GetResult();
    }

    private async Task<(ConfigResult Result, RemoteBeginning Beginning)> OnceAsync()
    {
        var answer = await fetcher.FetchAsync(null, CancellationToken.None);
        return (ResultOf(answer), new RemoteBeginning(address, settings, answer.Content, answer.Tag));
    }

    private ConfigResult ResultOf(RemoteAnswer answer) => answer.Outcome is RemoteOutcome.Document
        ? document.Read(answer.Content)
        : new ConfigResult { Errors = [new ConfigError(address.Name, string.Empty, 0, answer.Problem)] };

    private (ConfigResult Result, RemoteBeginning Beginning) OfCopy(RemoteCopy copy, byte[] content, DateTimeOffset at, ConfigResult refused)
    {
        var result = document.Read(content);
        if (result.Config is null)
        {
            throw Refused(new ConfigResult { Errors = [.. refused.Errors, .. result.Errors.Select(error => error with { Source = copy.Path })] });
        }

        var problem = Problem(refused.Errors);
        var warning = string.Create(CultureInfo.InvariantCulture, $"The configuration's source cannot be used ({problem}): its copy of {at:yyyy-MM-dd HH:mm:ss}Z is in force.");
        return (
            Warned(result with { Warnings = [.. result.Warnings, warning] }),
            new RemoteBeginning(address, settings, content, null) { CopiedAt = at, Problem = problem });
    }

    private ConfigResult Warned(ConfigResult result) => address.IsExposed
        ? result with { Warnings = [.. result.Warnings, "The configuration comes over plain http: whoever is in between can change it, and read the token."] }
        : result;

    /// <summary>The first error without its source, which goes without saying.</summary>
    private static string Problem(IReadOnlyList<ConfigError> errors)
    {
        var (first, more) = (errors[0], errors.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" (and {errors.Count - 1} more)") : string.Empty);
        var line = first.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"line {first.Line}: ") : string.Empty;
        return $"{line}{(first.Path.Length > 0 ? first.Path + ": " : string.Empty)}{first.Message}{more}";
    }

    private static StartException Refused(ConfigResult result) =>
        new(string.Join(Environment.NewLine, result.Errors.Select(error => error.ToString()).Append("tollgate: the configuration was refused")));
}

using System.CommandLine;
using System.Globalization;
using Tollgate.Host.Serving;
using Tollgate.Recording.Journal;

namespace Tollgate.Host.Commands;

/// <summary><c>tollgate journal inspect|verify|replay</c>: looks into the journal's files, with or without a gateway that writes them.</summary>
internal static class JournalCommand
{
    private const string Stamp = "yyyy-MM-dd HH:mm:ss'Z'";

    public static Command Create()
    {
        var config = new Option<string?>("--config") { Description = "Configuration (file or URL) whose storage.data_dir is meant. Default: as for serve." };
        var folder = new Option<string?>("--folder") { Description = "The journal's folder itself, in place of the configured one." };
        var inspect = new Command("inspect", "List the segments: how much is in them, from when to when, and how far each store has come.") { config, folder };
        inspect.SetAction(result => Guarded(result.InvocationConfiguration, () => Inspect(FolderOf(result, config, folder), result.InvocationConfiguration.Output)));
        var verify = new Command("verify", "Check every frame. Exit code 1 when something is damaged.") { config, folder };
        verify.SetAction(result => Guarded(result.InvocationConfiguration, () => Verify(FolderOf(result, config, folder), result.InvocationConfiguration)));
        var replay = new Command("replay", "Give every record to the configured stores once more. What they have already counts once.") { config, folder };
        replay.SetAction(async (result, stop) =>
        {
            try
            {
                return await ReplayAsync(result.GetValue(config), FolderOf(result, config, folder), result.InvocationConfiguration, stop);
            }
            catch (Exception refused) when (refused is StartException or SinkException or IOException)
            {
                await result.InvocationConfiguration.Error.WriteLineAsync(refused.Message);
                return 1;
            }
        });
        return new Command("journal", "Look into the journal, the queue between the requests and the stores.") { inspect, verify, replay };
    }

    private static string FolderOf(ParseResult result, Option<string?> config, Option<string?> folder) =>
        result.GetValue(folder) ?? RecordKeeping.JournalFolder(ConfigSource.Find(new ServeOptions(result.GetValue(config), Urls: null)).Config.Storage);

    private static int Guarded(InvocationConfiguration console, Func<int> run)
    {
        try
        {
            return run();
        }
        catch (StartException refused)
        {
            console.Error.WriteLine(refused.Message);
            return 1;
        }
    }

    private static int Inspect(string folder, TextWriter output)
    {
        if (!Exists(folder, output))
        {
            return 1;
        }

        output.WriteLine("segment           kind     loop      bytes   records  first record          last record           state");
        foreach (var report in SegmentReport.OfFolder(folder))
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Path.GetFileNameWithoutExtension(report.Path),-17} {Name(report.Kind),-8} {report.Header?.Loop,4} {report.Bytes,10} {report.Frames,9}  {At(report.First),-20}  {At(report.Last),-20}  {StateOf(report)}"));
        }

        foreach (var cursor in Directory.EnumerateFiles(folder, "*.cursor").Order(StringComparer.Ordinal))
        {
            output.WriteLine($"store {Path.GetFileNameWithoutExtension(cursor)}: {string.Join(", ", File.ReadAllLines(cursor).Select(line => line.Replace(' ', '@')))}");
        }

        return 0;
    }

    private static int Verify(string folder, InvocationConfiguration console)
    {
        if (!Exists(folder, console.Error))
        {
            return 1;
        }

        var (segments, frames, damaged) = (0, 0L, 0);
        foreach (var report in SegmentReport.OfFolder(folder))
        {
            segments++;
            frames += report.Frames;
            if (!report.IsSound)
            {
                damaged++;
                var what = report.Header is null ? "its header is damaged" : $"{report.DamagedStretches} damaged stretches, {report.DamagedBytes} bytes";
                console.Error.WriteLine($"{Path.GetFileName(report.Path)}: {what}; {report.Frames} records can be read");
            }
        }

        console.Output.WriteLine($"{segments} segments, {frames} records, {damaged} segments damaged");
        return damaged == 0 ? 0 : 1;
    }

    private static async Task<int> ReplayAsync(string? path, string folder, InvocationConfiguration console, CancellationToken stop)
    {
        if (!Exists(folder, console.Error))
        {
            return 1;
        }

        var config = ConfigSource.Find(new ServeOptions(path, Urls: null)).Config;
        await using var held = Hold(RecordKeeping.JournalFolder(config.Storage));
        if (held is null)
        {
            await console.Error.WriteLineAsync("A gateway is running on this storage.data_dir: stop it first.");
            return 1;
        }

        await using var records = RecordKeeping.OpenStores(config);
        if (records.Sinks.Count == 0)
        {
            await console.Error.WriteLineAsync("storage.log and storage.sinks name no store to replay into.");
            return 1;
        }

        var replay = new JournalReplay(records.Sinks);
        await replay.RunAsync(folder, stop);
        await console.Output.WriteLineAsync(
            $"{replay.Records} records and {replay.Contents} contents given to {records.Sinks.Count} stores; {replay.DamagedStretches} damaged stretches left out");
        return 0;
    }

    /// <summary>The journal's lock, which a running gateway has.</summary>
    private static FileStream? Hold(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(Path.Combine(folder, RequestJournal.LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool Exists(string folder, TextWriter errors)
    {
        if (Directory.Exists(folder))
        {
            return true;
        }

        errors.WriteLine($"{folder}: there is no journal");
        return false;
    }

    private static string Name(SegmentKind kind) => kind == SegmentKind.Records ? "records" : "contents";

    private static string At(Recording.RecordId? id) =>
        id is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known.UnixMilliseconds).ToString(Stamp, CultureInfo.InvariantCulture) : "-";

    private static string StateOf(SegmentReport report) =>
        !report.IsSound ? "damaged" : report.WasSealed ? "closed" : "open";
}

using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Tollgate.Configuration;
using Tollgate.Host.EnvironmentStart;

namespace Tollgate.Host.Yaml;

/// <summary>Reads a configuration file: parse, fill variables in, read with types, check. Never throws over what a file holds.</summary>
internal static class YamlConfigLoader
{
    /// <summary>Largest file, in bytes: a thousand times a long configuration.</summary>
    public const int MaxFileBytes = 1 << 20;

    /// <summary>Errors listed at most; a file with more is broken in one way that repeats itself.</summary>
    private const int MaxErrors = 200;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Loads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="env">Gives an environment variable's value, null when it is not set.</param>
    /// <param name="known">Tokenizers in force: what did not change is not read again.</param>
    public static ConfigResult Load(string path, Func<string, string?> env, IReadOnlyList<TokenizerConfig>? known = null)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[file.CanSeek ? Math.Min(file.Length, MaxFileBytes) + 1 : MaxFileBytes + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length == bytes.Length && length <= MaxFileBytes)
            {
                // It grew meanwhile, or does not know its size.
                Array.Resize(ref bytes, MaxFileBytes + 1);
                length += file.ReadAtLeast(bytes.AsSpan(length), bytes.Length - length, throwOnEndOfStream: false);
            }

            var read = bytes.AsSpan(0, length);
            return LoadBytes(read, path, env, known) with { Fingerprint = SHA256.HashData(read) };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Refused(path, 0, failure is FileNotFoundException or DirectoryNotFoundException ? "does not exist" : "cannot be read: " + failure.GetType().Name);
        }
    }

    /// <summary>Loads a file's bytes; <paramref name="source"/> is its name in messages.</summary>
    public static ConfigResult LoadBytes(ReadOnlySpan<byte> bytes, string source, Func<string, string?> env, IReadOnlyList<TokenizerConfig>? known = null)
    {
        if (bytes.Length > MaxFileBytes) { return Refused(source, 0, $"is larger than {MaxFileBytes} bytes"); }
        try
        {
            var bom = bytes.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
            return LoadText(Strict.GetString(bytes[bom..]), source, env, known);
        }
        catch (DecoderFallbackException)
        {
            return Refused(source, 0, "is not UTF-8 text");
        }
    }

    /// <summary>Loads a text; <paramref name="source"/> is its name in messages.</summary>
    public static ConfigResult LoadText(string text, string source, Func<string, string?> env, IReadOnlyList<TokenizerConfig>? known = null)
    {
        if (text.Length > MaxFileBytes) { return Refused(source, 0, $"is larger than {MaxFileBytes} bytes"); }
        try
        {
            return VariableMask.Create(text, env) is { } mask ? Load(mask, source, env, known ?? []) : Refused(source, 0, "holds private-use characters (U+E000 or U+E001)");
        }
        catch (RegexMatchTimeoutException)
        {
            return Refused(source, 0, "takes too long to read");
        }
    }

    private static ConfigResult Load(VariableMask mask, string source, Func<string, string?> env, IReadOnlyList<TokenizerConfig> known)
    {
        var root = YamlTree.Parse(mask, out var fault);
        if (root is null) { return Refused(source, fault?.Line ?? 0, fault?.Message ?? "is empty"); }
        if (root.Kind is not ConfigNodeKind.Mapping) { return Refused(source, root.Line, root.Kind is ConfigNodeKind.Null ? "is empty" : "must be a mapping of settings"); }

        var reading = new Reading();
        var sections = new SectionReader(root, string.Empty, reading);
        var config = Read(sections);
        config = config with { Providers = ProviderVariables.Fill(config.Providers, env, reading) };
        if (sections.Find("limits") is null)
        {
            config = config with { Limits = RateLimitVariable.Read(env, reading.Findings) };
        }

        ConfigValidator.Check(config, reading.Findings);
        config = config with { Tokenizers = TokenizerFiles.Load(config.Tokenizers, known, reading.Findings) };
        if (reading.WithoutEffect.Count > 0)
        {
            reading.Findings.Warn("Accepted, no effect yet: " + string.Join(", ", reading.WithoutEffect) + ".");
        }

        return Result(config, reading, mask, source);
    }

    private static GatewayConfig Read(SectionReader root)
    {
        var config = new GatewayConfig
        {
            Server = ProcessSections.Server(root.Section("server")),
            Storage = ProcessSections.Storage(root.Section("storage")),
            Auth = ProcessSections.Auth(root.Section("auth")),
            Egress = ProcessSections.Egress(root.Section("egress")),
            Log = ProcessSections.Log(root.Section("log")),
            Telemetry = TelemetrySections.Telemetry(root.Section("telemetry")),
            Metering = ProcessSections.Metering(root.Section("metering")),
            Capture = root.Find("capture") is null ? null : CaptureSection.Read(root.Section("capture")),
            Prices = root.Each("prices", PriceSections.Price),
            Tokenizers = root.Each("tokenizers", TokenizerSection.Read),
            Providers = root.Each("providers", UpstreamSections.Provider),
            Models = root.Each("models", UpstreamSections.Model),
            Routing = ResilienceSections.Routing(root.Section("routing")),
            Keys = root.Each("keys", GovernanceSections.Key),
            Limits = root.Each("limits", LimitSection.Read),
            Budgets = root.Each("budgets", BudgetSection.Read),
            Raw = root.Each("raw", UpstreamSections.Raw),
        };
        root.Done();
        return config;
    }

    private static ConfigResult Result(GatewayConfig config, Reading reading, VariableMask mask, string source)
    {
        var redaction = new Redaction(reading.Secrets, mask.Used);
        var errors = reading.Findings.Errors
            .Select(e => new ConfigError(Printable.Of(source), Printable.Of(redaction.Apply(e.Path)), reading.LineOf(e.Path), Printable.Of(redaction.Apply(e.Message))))
            .OrderBy(e => e.Line)
            .ToArray();
        if (errors.Length > MaxErrors)
        {
            errors = [.. errors.Take(MaxErrors), new ConfigError(Printable.Of(source), string.Empty, 0, $"has {errors.Length - MaxErrors} more errors")];
        }

        return new ConfigResult
        {
            Config = errors.Length == 0 ? config : null,
            Errors = errors,
            Warnings = [.. reading.Findings.Warnings.Select(redaction.Apply)],
        };
    }

    private static ConfigResult Refused(string source, int line, string message) =>
        new() { Errors = [new ConfigError(Printable.Of(source), string.Empty, line, message)] };
}

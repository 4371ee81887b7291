using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Configuration;
using Tollgate.Host.Yaml;
using Xunit;

namespace Tollgate.Tests.Host;

public sealed class HostileConfigTests
{
    private const string Canary = "sk-canary-5f2d81c09b";

    /// <summary>A file that uses every setting; each is broken in turn.</summary>
    internal const string Full = """
        server:
          urls: [http://127.0.0.1:8080]
          admin_urls: []
          grace_seconds: 120
          drain_delay_seconds: 5
          max_body_bytes: 33554432
          max_stream_body_bytes: 1073741824
          body_memory_bytes: 268435456
          max_header_bytes: 32768
          header_timeout_seconds: 30
          body_timeout_seconds: 30
          require_app_name: false
          cors_origins: [https://a.example]
          trusted_proxies: [10.0.0.0/8]
          engine: auto
          loops: 0
          reuse_port: false
          max_connections: 0
          heartbeat_seconds: 15
        storage:
          data_dir: ./data
          control: postgres://u:sk-canary-5f2d81c09b@db/x
          log: none
          audit_retention_days: 365
          redis: redis://:sk-canary-5f2d81c09b@r
          journal:
            sync: always
            max_bytes: 4294967296
        auth:
          admin_key: admin-sk-canary-5f2d81c09b
          jwt_secret: jwt-sk-canary-5f2d81c09b
          jwt_trust: key
          registration: true
          siwe_domain: a.example
          oidc:
            client_secret: sk-canary-5f2d81c09b
          public_models: false
        egress:
          allow: [10.0.0.0/8]
        log:
          access: stdout
          level: info
        telemetry:
          otlp:
            endpoint: http://10.0.0.9:4318
            protocol: http
            headers:
              x-extra: sk-canary-5f2d81c09b
            traces: true
            metrics: true
            sample: 0.1
            interval_seconds: 15
        providers:
          - name: a
            kind: openai
            base_url: https://api.openai.com/v1
            api_key: sk-canary-5f2d81c09b
            models: [gpt-4o]
            default: true
            weight: 1
            timeout_seconds: 600
            connect_timeout_seconds: 10
            first_byte_timeout_seconds: 30
            first_byte_timeout_stream_seconds: 60
            idle_timeout_seconds: 60
            max_connections: 200
            max_idle_connections: 50
            headers:
              x-extra: sk-canary-5f2d81c09b
            retry_unsafe: false
            include_usage: true
            enabled: true
            organization: org-1
            project: proj-1
        models:
          - name: smart
            strategy: ordered
            targets:
              - provider: a
                model: gpt-4o
                weight: 1
            fallback: [gpt-4o]
        keys:
          - name: dev
            key: client-sk-canary-5f2d81c09b
            org: default
            models: ["*"]
            billing: none
            passthrough: true
            enabled: true
            expires: 2027-01-01T00:00:00Z
            requests_per_minute: 60
        limits:
          - scope: key
            match: dev
            metric: requests
            limit: 10
            per: 1m
            algorithm: token_bucket
            burst: 10
            on_exceeded: reject
        capture:
          keys: [dev]
          routes: [chat]
          max_bytes: 65536
          sample: 0.5
          redact: [email]
          retention_days: 7
        prices:
          - model: gpt-4o
            provider: openai
            from: 2026-01-01
            input: 2.5
            output: 10
            cached: 1.25
            cache_write: 2.5
            cache_write_1h: 5
            reasoning: 10
            audio_input: 40
            audio_output: 80
            image_input: 5
            image_output: 40
            per_request: 0.001
            tiers:
              - above_input_tokens: 200000
                input: 5
                output: 20
        raw:
          - name: tts
            base_url: http://127.0.0.1:9001
            api_key: sk-canary-5f2d81c09b
            auth_header: x-token
            headers:
              x-extra: sk-canary-5f2d81c09b
        """;

    private static readonly string[] Breakages =
    [
        "~", "[[1]]", "{ a: { b: c } }", "*sk-canary-5f2d81c09b", "!!sk-canary-5f2d81c09b x", "sk-canary-5f2d81c09b", "\"a\\r\\nsk-canary-5f2d81c09b\"", "-1", "${TG_UNSET}", "${TG_CANARY}",
        "'unclosed sk-canary-5f2d81c09b", "99999999999999999999999", "{ sk-canary-5f2d81c09b", "&x sk-canary-5f2d81c09b: y", "\t- x",
    ];

    [Fact]
    public void The_full_file_is_accepted_so_that_each_breakage_below_is_what_it_says() => TestConfig.Accept(Full);

    /// <summary>More than a thousand kinds of bad file: each setting broken in each way, and each setting cut off or misspelled.</summary>
    [Fact]
    public void Check_61_no_bad_file_throws_or_shows_a_secret_and_errors_have_a_place()
    {
        var lines = Full.Split('\n');
        var refused = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            var colon = lines[i].IndexOf(':', StringComparison.Ordinal);
            foreach (var breakage in Breakages) { refused += Judge(With(lines, i, $"{lines[i][..colon]}: {breakage}")); }
            refused += Judge(With(lines, i, lines[i][..colon] + "x" + lines[i][colon..]));
            refused += Judge(With(lines, i, lines[i].Replace(":", string.Empty, StringComparison.Ordinal)));
            refused += Judge(string.Join('\n', lines.Take(i + 1).Append(lines[i])));
        }

        refused.ShouldBeGreaterThan(800);
    }

    [Fact]
    public void Byte_soup_never_throws()
    {
        Check.QuickThrowOnFailure(Prop.ForAll((byte[] soup) => YamlConfigLoader.LoadBytes(soup, "soup", _ => null).Errors.Count > 0 || soup.Length < 64));
        var random = new Random(61);
        var pieces = "{}[]:,-?!&*#|>%@`'\"\n\r\t \\~ab0${}\u0085\u2028é\ud83d\ude00".EnumerateRunes().Select(r => r.ToString()).ToArray();
        for (var round = 0; round < 3000; round++)
        {
            var text = new StringBuilder(random.Next(3) == 0 ? "server: " : string.Empty);
            for (var n = random.Next(40); n > 0; n--) { text.Append(pieces[random.Next(pieces.Length)]); }
            NoSecret(TestConfig.Load(text.ToString()));
        }
    }

    [Fact]
    public void A_good_file_with_bytes_changed_never_throws_or_shows_a_secret()
    {
        var random = new Random(62);
        for (var round = 0; round < 1500; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(Full);
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                // Not within a canary: a changed one would not be recognised.
                var at = random.Next(bytes.Length);
                var from = Math.Max(0, at - Canary.Length);
                if (Encoding.UTF8.GetString(bytes, from, Math.Min(2 * Canary.Length, bytes.Length - from)).Contains("canary", StringComparison.Ordinal)) { continue; }
                bytes[at] = (byte)random.Next(256);
            }

            NoSecret(YamlConfigLoader.LoadBytes(bytes, "test.yaml", _ => null));
        }
    }

    [Theory]
    [InlineData("a: ", "${A:-")]
    [InlineData("a: ", "${A:-b}")]
    [InlineData("a: ", "${")]
    [InlineData("a: [", "x,")]
    [InlineData("providers:\n", "- { nam: x }\n")]
    public void A_file_of_the_largest_size_is_read_to_its_end_and_its_errors_are_a_list_that_a_person_can_read(string start, string piece)
    {
        var text = start + string.Concat(Enumerable.Repeat(piece, (YamlConfigLoader.MaxFileBytes - start.Length) / piece.Length));
        TestConfig.Load(text).Errors.Count.ShouldBeInRange(1, 201);
    }

    [Fact]
    public void Errors_beyond_two_hundred_are_counted()
    {
        var errors = TestConfig.Load(string.Concat(Enumerable.Range(0, 300).Select(i => $"unknown{i}: 1\n"))).Errors;
        errors.Count.ShouldBe(201);
        errors[^1].Message.ShouldBe("has 100 more errors");
    }

    [Fact]
    public void What_a_variable_held_is_never_shown_even_where_a_name_belongs()
    {
        var result = TestConfig.Load("""
            providers: [{ name: "${TG_CANARY}", kind: demo }]
            models: [{ name: m, targets: [{ provider: "x-sk-canary-5f2d81c09b" }], fallback: ["sk-canary-5f2d81c09c"] }]
            """, ("TG_CANARY", Canary));
        result.Errors.Count.ShouldBe(2);
        NoSecret(result);
        result.Errors[1].Message.ShouldNotContain(Canary);
    }

    [Fact]
    public void A_secret_does_not_print_itself()
    {
        var config = TestConfig.Accept(Full);
        new Secret(Canary).ToString().ShouldBe("***");
        $"{config} {config.Auth} {config.Storage} {config.Providers[0]} {config.Keys[0]} {config.Raw[0]}".ShouldNotContain(Canary);
    }

    private static string With(string[] lines, int at, string line) => string.Join('\n', lines.Select((l, i) => i == at ? line : l));

    private static int Judge(string text)
    {
        var result = TestConfig.Load(text, ("TG_CANARY", Canary));
        NoSecret(result);
        if (result.Config is null)
        {
            result.Errors.ShouldNotBeEmpty();
            result.Errors.ShouldAllBe(e => e.Line > 0 && e.Message.Length > 0, text);
            return 1;
        }

        result.Errors.ShouldBeEmpty();
        ConfigSnapshot.Compile(result.Config, 1).Generation.ShouldBe(1);
        return 0;
    }

    private static void NoSecret(ConfigResult result)
    {
        var shown = string.Join('\n', result.Errors.Select(e => e.ToString()).Concat(result.Warnings));
        shown.ShouldNotContain(Canary);
        shown.Split('\n').Length.ShouldBeLessThanOrEqualTo(result.Errors.Count + result.Warnings.Count + 1);
        shown.ShouldNotContain('\r');
    }
}

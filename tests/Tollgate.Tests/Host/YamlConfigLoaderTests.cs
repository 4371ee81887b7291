using System.Text;
using Shouldly;
using Tollgate.Configuration;
using Tollgate.Host.Yaml;
using Xunit;

namespace Tollgate.Tests.Host;

public sealed class YamlConfigLoaderTests
{
    /// <summary>The public contract's example, as it stands in the design, but for the limit that this version refuses.</summary>
    private const string Contract = """
        server:   { urls: [http://127.0.0.1:8080], grace_seconds: 120, max_body_bytes: 33554432, require_app_name: false, cors_origins: [], trusted_proxies: [] }
        storage:  { data_dir: ./data, control: sqlite, log: sqlite, redis: null,        # control: postgres://… · log: clickhouse://… | postgres://… | none
                    journal: { sync: interval, max_bytes: 4294967296 } }
        auth:     { admin_key: ${TOLLGATE_ADMIN_KEY:-}, jwt_secret: ${JWT_SECRET:-}, registration: true, siwe_domain: null, oidc: null }
        egress:   { allow: [10.0.0.0/8, 127.0.0.1] }
        providers:
          - { name: openai, kind: openai, base_url: https://api.openai.com/v1, api_key: "${OPENAI_API_KEY:-}", models: ["*"], default: true }   # "*": any model name that no other entry claims
          - { name: local-a, kind: vllm, base_url: http://127.0.0.1:8000/v1, models: { qwen3-14b: Qwen/Qwen3-14B }, weight: 1, timeout_seconds: 600 }
        models:                    # optional: public names over several targets
          - { name: smart, strategy: weighted, targets: [ { provider: openai, model: gpt-4o-mini, weight: 3 }, { provider: local-a, model: qwen3-14b, weight: 1 } ], fallback: [qwen3-14b] }
        keys:                      # optional: static keys, besides those in the control store
          - { name: dev, key: "${TOLLGATE_DEV_KEY}", org: default, models: ["*"], billing: none }   # billing: none | wallet
        limits:
          - { scope: key, metric: requests, limit: 10, per: 1m, algorithm: token_bucket, burst: 10, on_exceeded: reject }

        """;

    private const string QueueLimit =
        "  - { scope: model, match: smart, metric: tokens, limit: 200000, per: 1m, algorithm: sliding_window, on_exceeded: queue, queue: { max: 100, timeout_seconds: 30 } }\n";

    [Fact]
    public void The_public_contracts_example_is_accepted()
    {
        var result = TestConfig.Load(Contract, ("TOLLGATE_DEV_KEY", "sk-dev-12345678"));
        result.Errors.ShouldBeEmpty();
        var config = result.Config.ShouldNotBeNull();
        config.Server.MaxBodyBytes.ShouldBe(33554432);
        config.Providers.Count.ShouldBe(2);
        config.Providers[0].ApiKey.ShouldBeNull();
        config.Providers[1].Models.ShouldBe([new ModelClaim("qwen3-14b", "Qwen/Qwen3-14B")]);
        config.Providers[1].Timeouts.Total.ShouldBe(TimeSpan.FromSeconds(600));
        config.Models[0].Targets[0].Weight.ShouldBe(3);
        config.Keys[0].Key.Reveal().ShouldBe("sk-dev-12345678");
        config.Limits[0].Burst.ShouldBe(10);
        config.Auth.AdminKey.ShouldBeNull();
        result.Warnings.ShouldContain(w => w.StartsWith("Accepted, no effect yet: ", StringComparison.Ordinal) && w.Contains("auth.registration", StringComparison.Ordinal));
        config.Models[0].Strategy.ShouldBe(RoutingStrategy.Weighted);
        result.Warnings.ShouldContain(w => w.Contains("providers[0] has no api_key", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("openai", "sk-1234", true)]
    [InlineData("openai", "sk-12345", false)]
    [InlineData("ollama", "none", false)]
    public void A_credential_too_short_to_be_hidden_is_warned_of(string kind, string key, bool warns) =>
        TestConfig.Load($"providers: [{{ name: a, kind: {kind}, api_key: {key} }}]").Warnings
            .Any(static warning => warning.Contains("cannot be hidden", StringComparison.Ordinal)).ShouldBe(warns);

    [Fact]
    public void A_limit_may_queue_and_a_queue_without_that_is_refused()
    {
        var result = TestConfig.Load(Contract + QueueLimit, ("TOLLGATE_DEV_KEY", "sk-dev-12345678"));
        result.Errors.ShouldBeEmpty();
        var queue = result.Config.ShouldNotBeNull().Limits[1].Queue.ShouldNotBeNull();
        queue.ShouldBe(new QueueConfig { Max = 100, Timeout = TimeSpan.FromSeconds(30), Heartbeat = TimeSpan.FromSeconds(10) });

        var errors = TestConfig.Load(
            Contract + QueueLimit.Replace("on_exceeded: queue", "on_exceeded: reject", StringComparison.Ordinal), ("TOLLGATE_DEV_KEY", "sk-dev-12345678")).Errors;
        errors.Select(e => e.Path).ShouldBe(["limits[1].queue"]);
    }

    [Fact]
    public void RATE_LIMIT_RPM_limits_every_key_where_the_file_says_nothing_of_limits()
    {
        const string Providers = "providers: [{ name: a, kind: demo }]\n";
        TestConfig.Load(Providers, ("RATE_LIMIT_RPM", "60")).Config!.Limits.ShouldHaveSingleItem().Limit.ShouldBe(60);
        TestConfig.Load(Providers + "limits: []\n", ("RATE_LIMIT_RPM", "60")).Config!.Limits.ShouldBeEmpty();
        TestConfig.Load(Providers, ("RATE_LIMIT_RPM", "many")).Errors.ShouldHaveSingleItem().Message.ShouldContain("whole number");
    }

    [Fact]
    public void Limits_are_read_with_all_their_parts_and_parts_that_contradict_are_refused()
    {
        const string Start = "providers: [{ name: a, kind: demo, rpm: 5, tpm: 900 }]\nlimits:\n";
        var config = TestConfig.Accept(Start + "  - { name: spend, scope: org, match: acme, metric: cost, limit_usd: 12.5, per: 1d, algorithm: fixed_window, mode: leased }\n");
        var limit = config.Limits.ShouldHaveSingleItem();
        (limit.Name, limit.Scope, limit.Limit, limit.Mode).ShouldBe(("spend", LimitScope.Org, 12_500_000_000, LimitMode.Leased));
        (config.Providers[0].RequestsPerMinute, config.Providers[0].TokensPerMinute).ShouldBe((5, 900));
        TestConfig.Load(
            Start
            + "  - { scope: key, metric: concurrency, limit: 2, per: 1h, burst: 3 }\n"
            + "  - { name: x, scope: key, metric: requests, limit: 2, algorithm: leaky_bucket, burst: 3 }\n"
            + "  - { name: x, scope: provider, match: b, metric: requests, limit: 2 }\n"
            + "  - { scope: global, match: all, metric: requests, limit: 2 }\n").Errors.Select(error => error.Path)
            .ShouldBe(["limits[0].per", "limits[0].burst", "limits[1].burst", "limits[2].match", "limits[2].name", "limits[3].match"], ignoreOrder: true);
    }

    [Fact]
    public void What_is_not_written_has_the_documented_defaults()
    {
        var config = TestConfig.Accept("providers: [{ name: a, kind: demo }]");
        config.Server.ShouldSatisfyAllConditions(
            s => s.Urls.ShouldBe(["http://127.0.0.1:8080"]),
            s => s.GracePeriod.ShouldBe(TimeSpan.FromSeconds(120)),
            s => s.DrainDelay.ShouldBe(TimeSpan.FromSeconds(5)),
            s => s.MaxStreamBodyBytes.ShouldBe(1L << 30),
            s => s.BodyMemoryBytes.ShouldBe(256L << 20),
            s => s.MaxHeaderBytes.ShouldBe(32768),
            s => s.Heartbeat.ShouldBe(TimeSpan.FromSeconds(15)),
            s => s.Engine.ShouldBe(EngineChoice.Auto));
        config.Providers[0].Models.ShouldBe([new ModelClaim("demo")]);
        config.Providers[0].Timeouts.ShouldBe(new TimeoutConfig());
        config.Providers[0].MaxConnections.ShouldBe(200);
        config.Providers[0].MaxIdleConnections.ShouldBe(50);
        config.Log.Access.ShouldBe(LogSink.Stdout);
    }

    [Theory]
    [InlineData("", 30, 60)]
    [InlineData("first_byte_timeout_seconds: 7", 7, 7)]
    [InlineData("first_byte_timeout_stream_seconds: 0.5", 30, 0.5)]
    [InlineData("first_byte_timeout_seconds: 7, first_byte_timeout_stream_seconds: 9", 7, 9)]
    public void The_first_byte_of_a_stream_has_the_plain_deadline_where_only_that_is_given(string settings, double plain, double stream)
    {
        var timeouts = TestConfig.Accept($"providers: [{{ name: a, kind: vllm, {settings} }}]").Providers[0].Timeouts;
        timeouts.FirstByte.ShouldBe(TimeSpan.FromSeconds(plain));
        timeouts.FirstByteStream.ShouldBe(TimeSpan.FromSeconds(stream));
    }

    [Theory]
    [InlineData("sever:\n  urls: []\n", 2, "sever", "did you mean 'server'?")]
    [InlineData("server:\n  grace_second: 3\n", 2, "server.grace_second", "did you mean 'grace_seconds'?")]
    [InlineData("providers:\n  - name: a\n    kind: vllm\n    api_kee: secret-text\n", 4, "providers[0].api_kee", "did you mean 'api_key'?")]
    [InlineData("storage:\n  journal:\n    snyc: interval\n", 3, "storage.journal.snyc", "did you mean 'sync'?")]
    [InlineData("server:\n  zzzzzzzzzzzz: 1\n", 2, "server.zzzzzzzzzzzz", "is not a setting")]
    public void An_unknown_name_is_refused_with_its_line_and_the_nearest_valid_one(string text, int line, string path, string message)
    {
        var error = TestConfig.RefuseOnce(text);
        error.Path.ShouldBe(path);
        error.Line.ShouldBe(line);
        error.Message.ShouldContain(message);
        error.Message.ShouldNotContain("secret-text");
        error.ToString().ShouldStartWith($"test.yaml:{line}: {path}: ");
    }

    [Fact]
    public void All_errors_come_at_once_in_the_order_of_the_file()
    {
        var errors = TestConfig.Load("""
            server: { engine: epol, loops: many }
            providers:
              - { name: a, kind: opnai }
              - { name: a, kind: vllm, base_url: ftp://x }
              - { kind: vllm }
            models:
              - { name: m, targets: [{ provider: b }] }
            keys:
              - { name: k, key: short }
            """).Errors;
        errors.Select(e => e.Path).ShouldBe(
        [
            "server.engine", "server.loops", "providers[0].kind", "providers[1].name", "providers[1].base_url", "providers[2].name",
            "models[0].targets[0].provider", "keys[0].key",
        ]);
        errors.Select(e => e.Line).ShouldBe([1, 1, 3, 4, 4, 5, 7, 9]);
    }

    [Fact]
    public void A_file_is_read_with_or_without_a_byte_order_mark_and_a_missing_one_is_an_error()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "providers: [{ name: a, kind: demo }]", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
            YamlConfigLoader.Load(path, _ => null).Config.ShouldNotBeNull();
            File.WriteAllBytes(path, [0x61, 0x3a, 0xff]);
            YamlConfigLoader.Load(path, _ => null).Errors[0].Message.ShouldContain("UTF-8");
            File.WriteAllBytes(path, new byte[YamlConfigLoader.MaxFileBytes + 1]);
            YamlConfigLoader.Load(path, _ => null).Errors[0].Message.ShouldContain("larger");
        }
        finally
        {
            File.Delete(path);
        }

        YamlConfigLoader.Load(path, _ => null).Errors[0].Message.ShouldBe("does not exist");
        YamlConfigLoader.Load(Path.GetTempPath(), _ => null).Errors.ShouldHaveSingleItem();
        YamlConfigLoader.Load("\0", _ => null).Errors.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("${TG_A}", "one")]
    [InlineData("\"x-${TG_A}-y\"", "x-one-y")]
    [InlineData("${TG_NONE:-two}", "two")]
    [InlineData("${TG_EMPTY:-two}", "two")]
    [InlineData("\"${TG_A}${TG_NONE:-three}\"", "onethree")]
    [InlineData("\"$${TG_A}\"", "${TG_A}")]
    [InlineData("\"$$\"", "$$")]
    [InlineData("$TG_A", "$TG_A")]
    public void Variables_fill_values(string written, string expected)
    {
        var config = TestConfig.Accept($"storage: {{ data_dir: {written} }}", ("TG_A", "one"), ("TG_EMPTY", string.Empty));
        config.Storage.DataDir.ShouldBe(expected);
    }

    [Fact]
    public void A_variable_without_value_or_default_is_an_error_that_names_it_and_one_in_a_comment_is_not()
    {
        var error = TestConfig.RefuseOnce("# ${COMMENTED}\nproviders:\n  - { name: a, kind: vllm, api_key: \"${TG_NONE}\" }\n");
        error.ShouldSatisfyAllConditions(e => e.Line.ShouldBe(3), e => e.Path.ShouldBe("providers[0].api_key"), e => e.Message.ShouldContain("TG_NONE"));
    }

    [Theory]
    [InlineData("${1BAD}")]
    [InlineData("\"${UNCLOSED\"")]
    [InlineData("\"${WITH SPACE}\"")]
    public void A_malformed_variable_is_an_error(string written) =>
        TestConfig.Load($"storage:\n  data_dir: {written}\n").Errors.ShouldNotBeEmpty();

    [Fact]
    public void A_variables_value_cannot_add_settings_of_its_own()
    {
        const string Evil = "x\"\nproviders: [{ name: evil, kind: demo }]\nserver: { loops: 3 } # ${TG_OTHER} *a &b";
        var result = TestConfig.Load("auth: { siwe_domain: ${TG_EVIL} }\nproviders: [{ name: a, kind: demo }]\n", ("TG_EVIL", Evil));
        result.Errors.ShouldHaveSingleItem().Message.ShouldContain("line breaks");
        result.Errors[0].ToString().ShouldNotContain("evil");
    }

    [Theory]
    [InlineData("a: 1\na: 2", "twice")]
    [InlineData("server: { loops: 1, loops: 2 }", "twice")]
    [InlineData("--- {}\n--- {}", "more than one document")]
    [InlineData("", "empty")]
    [InlineData("# nothing\n", "empty")]
    [InlineData("null", "empty")]
    [InlineData("- a\n- b", "must be a mapping")]
    [InlineData("just text", "must be a mapping")]
    [InlineData("server: [", "is not YAML")]
    [InlineData("server: { urls: *nothing }", "anchor that is not defined")]
    [InlineData("? [a, b]\n: c", "name that is not text")]
    [InlineData("server: { ${TG_A:-x}: 1 }", "variable in a name")]
    [InlineData("server: \ue000", "private-use")]
    [InlineData("a: &x [*x]", "anchor")]
    public void A_file_without_a_readable_tree_is_refused_whole(string text, string message) => TestConfig.RefuseOnce(text).Message.ShouldContain(message);

    [Fact]
    public void Anchors_work_and_a_bomb_of_them_does_not()
    {
        TestConfig.Accept("providers:\n  - { name: a, kind: vllm, headers: &h { x-team: one } }\n  - { name: b, kind: sglang, headers: *h }\n")
            .Providers[1].Headers["x-team"].Reveal().ShouldBe("one");
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 10; i++) { bomb.Append($"a{i}: &a{i} [").AppendJoin(", ", Enumerable.Repeat($"*a{i - 1}", 10)).Append("]\n"); }
        TestConfig.RefuseOnce(bomb.ToString()).Message.ShouldContain("more than");
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    [InlineData('-')]
    [InlineData('?')]
    public void Deep_nesting_is_refused_and_not_followed(char open)
    {
        var text = open is '-' or '?' ? string.Concat(Enumerable.Repeat(open + " ", 20_000)) : "a: " + new string(open, 20_000);
        TestConfig.Load(text).Errors.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("server: 1", "server", "mapping")]
    [InlineData("server: { loops: 1.5 }", "server.loops", "whole number")]
    [InlineData("server: { loops: -1 }", "server.loops", "from 0 to 1024")]
    [InlineData("server: { loops: 99999999999999999999 }", "server.loops", "whole number")]
    [InlineData("server: { loops: [1] }", "server.loops", "must be text")]
    [InlineData("server: { reuse_port: yes }", "server.reuse_port", "true or false")]
    [InlineData("server: { grace_seconds: soon }", "server.grace_seconds", "seconds")]
    [InlineData("server: { grace_seconds: -1 }", "server.grace_seconds", "seconds")]
    [InlineData("server: { grace_seconds: 1e9 }", "server.grace_seconds", "seconds")]
    [InlineData("server: { engine: kqueue }", "server.engine", "auto, epoll, sockets")]
    [InlineData("server: { urls: { a: b } }", "server.urls", "list")]
    [InlineData("server: { urls: [[a]] }", "server.urls[0]", "must be text")]
    [InlineData("providers: { a: b }", "providers", "list")]
    [InlineData("providers: [a]", "providers[0]", "mapping")]
    [InlineData("providers: [null]", "providers[0]", "must not be empty")]
    [InlineData("limits: [{ scope: key, metric: requests, limit: 0 }]", "limits[0].limit", "from 1")]
    [InlineData("limits: [{ scope: key, metric: requests, limit: 5, per: 1w }]", "limits[0].per", "window")]
    [InlineData("limits: [{ scope: key, metric: requests, limit: 5, per: 31d }]", "limits[0].per", "window")]
    [InlineData("limits: [{ scope: key, metric: requests, limit: 5, per: 0s }]", "limits[0].per", "window")]
    [InlineData("limits: [{ scope: key, metric: requests, limit: 5, per: s }]", "limits[0].per", "window")]
    [InlineData("limits: [{ scope: kee, metric: requests, limit: 5 }]", "limits[0].scope", "did you mean 'key'?")]
    [InlineData("limits: [{ scope: key, metric: requests }]", "limits[0].limit", "required")]
    [InlineData("keys: [{ name: a, key: 12345678, expires: tomorrow }]", "keys[0].expires", "date and time")]
    [InlineData("log: { level: loud }", "log.level", "debug, info, warning, error")]
    public void A_wrong_type_names_its_setting(string text, string path, string message)
    {
        var errors = TestConfig.Load(text).Errors;
        errors.ShouldContain(e => e.Path == path && e.Message.Contains(message, StringComparison.Ordinal), string.Join('\n', errors));
    }

    [Fact]
    public void What_a_model_refers_to_may_be_served_behind_a_pattern() => TestConfig.Accept("""
        providers: [{ name: a, kind: demo, models: [demo, "gpt-*"] }]
        models:
          - name: m
            experiment: { name: e, arms: [{ name: x, weight: 1, model: gpt-4o }, { name: y, weight: 1, model: demo }] }
            fallback: [gpt-4o-mini]
          - { name: n, targets: [{ provider: a, model: demo }], canary: { percent: 5, model: gpt-4o } }
        """);

    [Fact]
    public void Keys_raw_routes_and_the_log_are_read_in_full()
    {
        var config = TestConfig.Accept("""
            keys: [{ name: a, key: "12345678", org: o, models: [gpt-*, x], passthrough: false, enabled: false, expires: 2027-01-31T12:00:00Z, requests_per_minute: 60 }]
            raw: [{ name: tts, base_url: "http://127.0.0.1:9001/x/", api_key: k, auth_header: "x-token: Key", timeout_seconds: 1800, headers: { x-a: b } }]
            log: { access: /var/log/tollgate.log, level: warning }
            server: { cors_origins: "https://a.example,https://b.example", heartbeat_seconds: 0 }
            """);
        config.Keys[0].ShouldSatisfyAllConditions(
            k => k.Models.ShouldBe(["gpt-*", "x"]), k => k.Passthrough.ShouldBeFalse(), k => k.Enabled.ShouldBeFalse(),
            k => k.Expires.ShouldBe(new DateTimeOffset(2027, 1, 31, 12, 0, 0, TimeSpan.Zero)), k => k.RequestsPerMinute.ShouldBe(60));
        config.Raw[0].Timeouts.Total.ShouldBe(TimeSpan.FromMinutes(30));
        config.Log.ShouldBe(new LogConfig { Access = LogSink.File, AccessFile = "/var/log/tollgate.log", Level = LogThreshold.Warning });
        config.Server.CorsOrigins.ShouldBe(["https://a.example", "https://b.example"]);
        config.Server.Heartbeat.ShouldBe(TimeSpan.Zero);
    }
}

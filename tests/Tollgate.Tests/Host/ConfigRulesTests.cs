using Shouldly;
using Tollgate.Configuration;
using Xunit;

namespace Tollgate.Tests.Host;

public sealed class ConfigRulesTests
{
    private const string Demo = "providers: [{ name: a, kind: demo }]\n";

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://a.example")]
    [InlineData("ftp://a.example")]
    [InlineData("unix:///run/x")]
    [InlineData("http+unix://x")]
    [InlineData("https://a.example:22/v1")]
    [InlineData("https://a.example:25/v1")]
    [InlineData("http://127.0.0.1:6379")]
    [InlineData("https://user:pass@a.example/v1")]
    [InlineData("https://a.example/v1?x=1")]
    [InlineData("https://a.example/v1#x")]
    [InlineData("https://a.example//v1")]
    [InlineData("https://a.example/x/../v1")]
    [InlineData("http://169.254.169.254/v1")]
    [InlineData("http://0.0.0.0:9000")]
    [InlineData("http://127.0.0.1:8080/v1")]
    [InlineData("http://localhost:8080")]
    [InlineData("http://2130706433:8080")]
    [InlineData("https://")]
    [InlineData("/v1")]
    [InlineData("a.example")]
    public void Check_50_an_upstream_that_must_not_be_reached_is_refused_when_it_is_saved(string url)
    {
        TestConfig.RefuseOnce($"providers: [{{ name: a, kind: openai-compatible, base_url: \"{url}\" }}]").Path.ShouldBe("providers[0].base_url");
        TestConfig.RefuseOnce($"raw: [{{ name: a, base_url: \"{url}\" }}]").Path.ShouldBe("raw[0].base_url");
    }

    [Fact]
    public void The_allow_list_opens_what_it_names() =>
        TestConfig.Accept("egress: { allow: [169.254.169.254] }\nproviders: [{ name: a, kind: openai-compatible, base_url: \"http://169.254.169.254\" }]");

    [Theory]
    [InlineData("providers: [{ name: \"a\\r\\nb\", kind: demo }]", "providers[0].name")]
    [InlineData("providers: [{ name: a, kind: vllm, api_key: \"k\\r\\nx: y\" }]", "providers[0].api_key")]
    [InlineData("providers: [{ name: a, kind: vllm, headers: { x-a: \"b\\r\\nx: y\" } }]", "providers[0].headers.x-a")]
    [InlineData("providers: [{ name: a, kind: vllm, headers: { x-a: \"b\\0\" } }]", "providers[0].headers.x-a")]
    [InlineData("providers: [{ name: a, kind: vllm, headers: { \"x a\": b } }]", "providers[0].headers.x a")]
    [InlineData("providers: [{ name: a, kind: vllm, headers: { \"x\\r\\na\": b } }]", "providers[0].headers.x??a")]
    [InlineData("providers: [{ name: a, kind: vllm, headers: { content-length: 3 } }]", "providers[0].headers.content-length")]
    [InlineData("providers: [{ name: a, kind: vllm, headers: { Transfer-Encoding: chunked } }]", "providers[0].headers.Transfer-Encoding")]
    [InlineData("providers: [{ name: a, kind: vllm, headers: { Host: b } }]", "providers[0].headers.Host")]
    [InlineData("providers: [{ name: a, kind: vllm, organization: \"o\\n\" }]", "providers[0].organization")]
    [InlineData("providers: [{ name: a, kind: vllm, models: [\"m\\n\"] }]", "providers[0].models[0]")]
    [InlineData("providers: [{ name: a, kind: vllm, models: { a: \"m\\u2028\" } }]", "providers[0].models.a")]
    [InlineData("raw: [{ name: a/b, base_url: \"http://127.0.0.1:9000\" }]", "raw[0].name")]
    [InlineData("raw: [{ name: a, base_url: \"http://127.0.0.1:9000\", auth_header: \"x\\r\\ny\" }]", "raw[0].auth_header")]
    [InlineData(Demo + "keys: [{ name: \"k\\n\", key: 12345678 }]", "keys[0].name")]
    [InlineData(Demo + "keys: [{ name: k, key: \"1234\\n5678\" }]", "keys[0].key")]
    [InlineData(Demo + "models: [{ name: \"m\\t\", targets: [{ provider: a }] }]", "models[0].name")]
    [InlineData(Demo + "log: { access: \"a\\nb\" }", "log.access")]
    [InlineData(Demo + "storage: { data_dir: \"a\\nb\" }", "storage.data_dir")]
    public void Check_60_line_breaks_and_control_characters_are_refused_wherever_they_could_end_a_line(string text, string path) =>
        TestConfig.RefuseOnce(text).Path.ShouldBe(path);

    [Theory]
    [InlineData("providers: [{ name: a, kind: demo }, { name: a, kind: demo }]", "providers[1].name")]
    [InlineData("providers: [{ name: a, kind: demo, default: true }, { name: b, kind: demo, default: true }]", "providers[1].default")]
    [InlineData("providers: [{ name: a, kind: vllm, models: [x, x] }]", "providers[0].models[1]")]
    [InlineData("providers: [{ name: a, kind: vllm, models: [x*y] }]", "providers[0].models[0]")]
    [InlineData("providers: [{ name: a, kind: vllm, models: { \"x*\": y } }]", "providers[0].models.x*")]
    [InlineData("providers: [{ name: a, kind: demo, base_url: \"http://a.example\" }]", "providers[0].base_url")]
    [InlineData("providers: [{ name: a, kind: azure, api_key: x }]", "providers[0].base_url")]
    [InlineData("providers: [{ name: a, kind: bedrock }]", "providers[0].region")]
    [InlineData("providers: [{ name: a, kind: bedrock, region: 'us/x', api_key: k }]", "providers[0].region")]
    [InlineData("providers: [{ name: a, kind: bedrock, region: us-east-1, access_key_id: AK }]", "providers[0].secret_access_key")]
    [InlineData("providers: [{ name: a, kind: bedrock, region: us-east-1, session_token: t }]", "providers[0].session_token")]
    [InlineData("providers: [{ name: a, kind: vertex, api_key: ya29 }]", "providers[0].project")]
    [InlineData("providers: [{ name: a, kind: vertex, project: p, credentials: '{}' }]", "providers[0].credentials")]
    [InlineData("providers: [{ name: a, kind: vertex, project: p, credentials_file: /nowhere/key.json }]", "providers[0].credentials_file")]
    [InlineData("providers: [{ name: a, kind: vertex, project: p, sign_in: metadat }]", "providers[0].sign_in")]
    [InlineData("providers: [{ name: a, kind: vertex, project: p, sign_in: metadata, api_key: ya29 }]", "providers[0].sign_in")]
    [InlineData("providers: [{ name: a, kind: vertex, project: p, sign_in: metadata, credentials_file: /nowhere/key.json }]", "providers[0].sign_in")]
    [InlineData("providers: [{ name: a, kind: vertex, project: p, sign_in: metadata, metadata_host: 'h/x' }]", "providers[0].metadata_host")]
    [InlineData("providers: [{ name: a, kind: vertex, project: p, sign_in: metadata, metadata_host: 'u@h' }]", "providers[0].metadata_host")]
    [InlineData("providers: [{ name: a, kind: vertex, project: p, api_key: ya29, metadata_host: h }]", "providers[0].metadata_host")]
    [InlineData("providers: [{ name: a, kind: openai, api_key: k, sign_in: metadata }]", "providers[0].sign_in")]
    [InlineData("providers: [{ name: a, region: us-east-1, base_url: 'https://a.example/v1' }]", "providers[0].region")]
    [InlineData("providers: [{ name: a, kind: openai, api_key: k, formats: [chatt] }]", "providers[0].formats[0]")]
    [InlineData("providers: [{ name: a, kind: openai, api_key: k, formats: [chat, chat] }]", "providers[0].formats[1]")]
    [InlineData("providers: [{ name: a, kind: openai, api_key: k, api_version: v1 }]", "providers[0].api_version")]
    [InlineData("providers: [{ name: a, kind: openai, api_key: x, headers: { Authorization: y } }]", "providers[0].headers.Authorization")]
    [InlineData(Demo + "models: [{ name: m, targets: [] }]", "models[0].targets")]
    [InlineData(Demo + "models: [{ name: m, targets: [{ provider: b }] }]", "models[0].targets[0].provider")]
    [InlineData(Demo + "models: [{ name: m, targets: [{ provider: a }] }, { name: m, targets: [{ provider: a }] }]", "models[1].name")]
    [InlineData(Demo + "models: [{ name: m, targets: [{ provider: a }], fallback: [dem] }]", "models[0].fallback[0]")]
    [InlineData(Demo + "models: [{ name: m, targets: [{ provider: a }], fallback: [m] }]", "models[0].fallback[0]")]
    [InlineData(Demo + "models: [{ name: m, targets: [{ provider: a }], fallback: [n] }, { name: n, targets: [{ provider: a }], fallback: [m] }]", "models[1].fallback[0]")]
    [InlineData(Demo + "keys: [{ name: a, key: 12345678 }, { name: a, key: 12345679 }]", "keys[1].name")]
    [InlineData(Demo + "keys: [{ name: a, key: 12345678 }, { name: b, key: 12345678 }]", "keys[1].key")]
    [InlineData(Demo + "keys: [{ name: a, key: 1234567 }]", "keys[0].key")]
    [InlineData(Demo + "keys: [{ name: a, key: 12345678, billing: wallet }]", "keys[0].billing")]
    [InlineData(Demo + "keys: [{ name: a, key: 12345678 }]\nauth: { admin_key: 12345678 }", "auth.admin_key")]
    [InlineData(Demo + "limits: [{ scope: model, match: gpt-*, metric: requests, limit: 1 }]", "limits[0].match")]
    [InlineData(Demo + "budgets: [{ scope: model, match: gpt-*, limit_usd: 1 }]", "budgets[0].match")]
    [InlineData(Demo + "server: { urls: [] }", "server.urls")]
    [InlineData(Demo + "server: { urls: [\"https://127.0.0.1\"] }", "server.tls")]
    [InlineData(Demo + "server: { urls: [\"http://a.example:80\"] }", "server.urls[0]")]
    [InlineData(Demo + "server: { urls: [\"http://127.0.0.1:80/x\"] }", "server.urls[0]")]
    [InlineData(Demo + "server: { urls: [\"http://127.0.0.1:80\", \"http://localhost:80\"] }", "server.urls[1]")]
    [InlineData(Demo + "server: { cors_origins: [\"https://a.example/\"] }", "server.cors_origins[0]")]
    [InlineData(Demo + "server: { trusted_proxies: [10.0.0.1/8] }", "server.trusted_proxies[0]")]
    [InlineData(Demo + "egress: { allow: [ten] }", "egress.allow[0]")]
    [InlineData(Demo + "server: { max_body_bytes: 2000000, body_memory_bytes: 1000000 }", "server.max_body_bytes")]
    [InlineData(Demo + "storage: { control: mysql }", "storage.control")]
    [InlineData(Demo + "storage: { redis: \"http://x\" }", "storage.redis")]
    public void What_cannot_be_meant_is_refused(string text, string path) => TestConfig.RefuseOnce(text).Path.ShouldBe(path);

    [Theory]
    [InlineData("http://*:8080", "0.0.0.0", 8080)]
    [InlineData("http://0.0.0.0:0", "0.0.0.0", 0)]
    [InlineData("http://localhost", "127.0.0.1", 80)]
    [InlineData("http://[::1]:8080/", "::1", 8080)]
    [InlineData("http://[::]:8080", "::", 8080)]
    public void Listeners_are_addresses_of_this_machine(string url, string address, int port)
    {
        ListenAddress.TryParse(url, out var parsed, out _).ShouldBeTrue();
        parsed!.Address.ToString().ShouldBe(address);
        parsed.Port.ShouldBe(port);
    }

    [Fact]
    public void Odd_but_possible_settings_are_told_and_not_refused()
    {
        TestConfig.Load("{}").Warnings.ShouldContain(w => w.StartsWith("No provider", StringComparison.Ordinal));
        var warnings = TestConfig.Load("providers: [{ name: a, kind: vllm }, { name: b, kind: demo, default: true, enabled: false }]").Warnings;
        warnings.ShouldContain(w => w.StartsWith("providers[0] serves no model", StringComparison.Ordinal));
        warnings.ShouldContain(w => w.StartsWith("providers[1] is the default provider but switched off", StringComparison.Ordinal));
        TestConfig.Load(Demo + "keys: [{ name: a, key: 12345678 }]\nlimits: [{ scope: key, match: b, metric: requests, limit: 1 }]").Warnings
            .ShouldContain(w => w.StartsWith("limits[0].match: no key of the file has this name", StringComparison.Ordinal));
    }

    [Fact]
    public void The_metadata_servers_host_comes_from_the_file_and_else_from_Googles_variable()
    {
        const string Text = "providers: [{ name: a, kind: vertex, project: p, sign_in: metadata, models: [m] }]";
        TestConfig.Accept(Text).Providers[0].MetadataHost.ShouldBeNull();
        TestConfig.Accept(Text, ("GCE_METADATA_HOST", "127.0.0.1:8080")).Providers[0].MetadataHost.ShouldBe("127.0.0.1:8080");
        TestConfig.Accept(Text.Replace("metadata,", "metadata, metadata_host: own,", StringComparison.Ordinal), ("GCE_METADATA_HOST", "other")).Providers[0].MetadataHost.ShouldBe("own");
        TestConfig.RefuseOnce(Text, ("GCE_METADATA_HOST", "a b")).Path.ShouldBe("providers[0].metadata_host");
        TestConfig.Accept(Text.Replace("sign_in: metadata", "api_key: k", StringComparison.Ordinal), ("GCE_METADATA_HOST", "other")).Providers[0].MetadataHost.ShouldBeNull();
    }
}

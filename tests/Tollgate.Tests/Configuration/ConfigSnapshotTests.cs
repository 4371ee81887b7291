using System.Text;
using Shouldly;
using Tollgate.Configuration;
using Tollgate.Routing;
using Tollgate.Surfaces;
using Tollgate.Tests.Host;
using Xunit;

namespace Tollgate.Tests.Configuration;

public sealed class ConfigSnapshotTests
{
    private const string Many = """
        providers:
          - { name: a, kind: openai, api_key: ka, models: [gpt-4o, "gpt-*", "*"], default: true }
          - { name: b, kind: vllm, base_url: "http://127.0.0.1:8001/v1", models: { gpt-4o: org/gpt, small: tiny } }
          - { name: c, kind: anthropic, api_key: kc, models: ["claude-*", "gpt-4*"] }
          - { name: d, kind: demo, enabled: false }
        models:
          - { name: smart, targets: [{ provider: b, model: small }, { provider: a, model: gpt-4o }, { provider: d, model: demo }], fallback: [gpt-4o, backup] }
          - { name: backup, targets: [{ provider: c, model: claude-x }], fallback: [gpt-99, unheard-of] }
          - { name: off, targets: [{ provider: d }] }
        """;

    [Theory]
    [InlineData("gpt-4o", "gpt-4o", false, "a:=,b:org/gpt")]
    [InlineData("gpt-4o-mini", "gpt-4*", true, "c:=")]
    [InlineData("gpt-5", "gpt-*", true, "a:=")]
    [InlineData("claude-x", "claude-*", true, "c:=")]
    [InlineData("other", "*", true, "a:=")]
    [InlineData("small", "small", false, "b:tiny")]
    [InlineData("smart", "smart", false, "b:tiny,a:gpt-4o,b:org/gpt,c:claude-x,a:gpt-99,a:unheard-of")]
    [InlineData("demo", "*", true, "a:=")]
    [InlineData("off", "*", true, "a:=")]
    public void A_model_goes_to_its_exact_name_then_the_longest_pattern_then_whoever_takes_any(string model, string route, bool passed, string candidates)
    {
        var found = TestConfig.Compile(Many).Resolve(Encoding.UTF8.GetBytes(model)).ShouldNotBeNull();
        found.Model.ShouldBe(route);
        found.PassModelThrough.ShouldBe(passed);
        string.Join(',', found.Candidates.Select(c => $"{c.Provider.Name}:{c.UpstreamModel ?? "="}")).ShouldBe(candidates);
    }

    [Fact]
    public void Nothing_claims_the_empty_name_and_unclaimed_ones_have_no_route()
    {
        TestConfig.Compile(Many).Resolve([]).ShouldBeNull();
        TestConfig.Compile("providers: [{ name: a, kind: demo }]").Resolve("x"u8).ShouldBeNull();
        ConfigSnapshot.Empty.Resolve("x"u8).ShouldBeNull();
    }

    [Fact]
    public void Deployments_are_numbered_densely_and_alike_in_every_route()
    {
        var snapshot = TestConfig.Compile(Many);
        var all = snapshot.Models.Select(m => snapshot.Resolve(Encoding.UTF8.GetBytes(m.Name))!)
            .Concat(new[] { "gpt-4z", "gpt-z", "claude-z", "z" }.Select(m => snapshot.Resolve(Encoding.UTF8.GetBytes(m))!))
            .SelectMany(r => r.Candidates.Select(c => (c.Id, c.Provider.Name, Model: c.UpstreamModel ?? (r.PassModelThrough ? null : r.Model)))).Distinct().ToArray();
        all.Select(d => d.Id).Order().ShouldBe(Enumerable.Range(0, snapshot.DeploymentCount));
    }

    [Fact]
    public void Names_are_written_upstream_as_JSON_text()
    {
        var config = new GatewayConfig { Providers = [new ProviderConfig { Name = "a", Kind = "vllm", Models = [new ModelClaim("m", "q\"\\/é+")] }] };
        Encoding.UTF8.GetString(ConfigSnapshot.Compile(config, 1).Resolve("m"u8)!.Candidates[0].UpstreamModelJson!).ShouldBe("\"q\\\"\\\\/é+\"");
    }

    [Fact]
    public void Concrete_names_with_a_candidate_are_listed()
    {
        var snapshot = TestConfig.Compile(Many);
        snapshot.Models.ShouldBe([new("smart", "b"), new("backup", "c"), new("gpt-4o", "a"), new("small", "b")]);
        snapshot.Providers.Select(p => p.Name).ShouldBe(["a", "b", "c"]);
        snapshot.DefaultProvider.ShouldBe(snapshot.FindProvider("a"u8));
        snapshot.FindProvider("d"u8).ShouldBeNull();
    }

    [Fact]
    public void A_provider_is_compiled_into_bytes_and_milliseconds()
    {
        var provider = TestConfig.Compile("""
            providers:
              - name: a
                kind: openai
                base_url: HTTPS://API.Example.com.:8443/v1/
                api_key: secret-key
                organization: org
                project: proj
                headers: { X-Team: blue }
                timeout_seconds: 1.5
                connect_timeout_seconds: 0.2
                max_connections: 10
                include_usage: false
                retry_unsafe: true
            """).Providers.ShouldHaveSingleItem();
        provider.Origin.ShouldSatisfyAllConditions(
            o => o.Tls.ShouldBeTrue(), o => o.Host.ShouldBe("api.example.com"), o => o.Port.ShouldBe(8443),
            o => Encoding.ASCII.GetString(o.HostHeader).ShouldBe("api.example.com:8443"), o => Encoding.ASCII.GetString(o.PathPrefix).ShouldBe("/v1"));
        Encoding.ASCII.GetString(provider.CredentialLines).ShouldBe(
            "authorization: Bearer secret-key\r\nopenai-organization: org\r\nopenai-project: proj\r\nX-Team: blue\r\n");
        provider.Deadlines.ShouldBe(new Deadlines(200, 30_000, 60_000, 60_000, 1_500));
        provider.ShouldSatisfyAllConditions(
            p => p.MaxConnections.ShouldBe(10), p => p.MaxIdle.ShouldBe(10), p => p.IncludeUsage.ShouldBeFalse(), p => p.RetryUnsafe.ShouldBeTrue(),
            p => p.Dialect.ShouldBe(Dialect.OpenAi), p => p.FromFile.ShouldBeTrue(), p => p.Identity.ShouldNotContain("secret"));
    }

    [Theory]
    [InlineData("anthropic", "x-api-key: k\r\nanthropic-version: 2023-06-01\r\n", "/v1", Dialect.Anthropic)]
    [InlineData("gemini", "x-goog-api-key: k\r\n", "/v1beta", Dialect.Gemini)]
    [InlineData("mistral", "authorization: Bearer k\r\n", "/v1", Dialect.OpenAi)]
    [InlineData("glm", "authorization: Bearer k\r\n", "/api/paas/v4", Dialect.OpenAi)]
    public void Kinds_differ_in_their_row_only(string kind, string lines, string path, Dialect dialect)
    {
        var provider = TestConfig.Compile($"providers: [{{ name: a, kind: {kind}, api_key: k }}]").Providers[0];
        Encoding.ASCII.GetString(provider.CredentialLines).ShouldBe(lines);
        Encoding.ASCII.GetString(provider.Origin.PathPrefix).ShouldBe(path);
        provider.Dialect.ShouldBe(dialect);
    }

    [Theory]
    [InlineData("vllm", "http://127.0.0.1:9000", "/v1")]
    [InlineData("vllm", "http://127.0.0.1:9000/", "/v1")]
    [InlineData("anthropic", "https://a.example", "/v1")]
    [InlineData("azure", "https://a.openai.azure.com", "/openai/v1")]
    [InlineData("openai", "https://a.example/deep/v2", "/deep/v2")]
    [InlineData("openai-compatible", "https://a.example", "")]
    public void A_base_url_without_path_gets_the_kinds_version(string kind, string url, string path) =>
        Encoding.ASCII.GetString(TestConfig.Compile($"providers: [{{ name: a, kind: {kind}, base_url: \"{url}\" }}]").Providers[0].Origin.PathPrefix).ShouldBe(path);

    [Fact]
    public void A_header_from_the_file_replaces_one_that_the_kind_fixes()
    {
        var provider = TestConfig.Compile("providers: [{ name: a, kind: anthropic, api_key: k, headers: { Anthropic-Version: 2024-01-01 } }]").Providers[0];
        Encoding.ASCII.GetString(provider.CredentialLines).ShouldBe("x-api-key: k\r\nAnthropic-Version: 2024-01-01\r\n");
    }

    [Theory]
    [InlineData("", "authorization: Bearer k\r\n")]
    [InlineData("auth_header: Authorization", "Authorization: Bearer k\r\n")]
    [InlineData("auth_header: \"authorization: Token\"", "authorization: Token k\r\n")]
    [InlineData("auth_header: x-key", "x-key: k\r\n")]
    public void A_raw_route_carries_its_credential_where_it_is_told(string setting, string lines)
    {
        var raw = TestConfig.Compile($"raw: [{{ name: t, base_url: \"http://[::1]:9001/a\", api_key: k, {setting} }}]").FindRaw("t"u8).ShouldNotBeNull();
        Encoding.ASCII.GetString(raw.CredentialLines).ShouldBe(lines);
        raw.Origin.Host.ShouldBe("::1");
        Encoding.ASCII.GetString(raw.Origin.HostHeader).ShouldBe("[::1]:9001");
    }

    [Fact]
    public void Identity_changes_with_address_and_credential_and_with_nothing_else()
    {
        static string Identity(string settings) => TestConfig.Compile($"providers: [{{ {settings} }}]").Providers[0].Identity;
        var identity = Identity("name: a, kind: vllm, api_key: one");
        Identity("name: b, kind: vllm, api_key: one, timeout_seconds: 5, models: [x]").ShouldBe(identity);
        Identity("name: a, kind: vllm, api_key: two").ShouldNotBe(identity);
        Identity("name: a, kind: vllm, api_key: one, base_url: \"http://127.0.0.1:8001/v1\"").ShouldNotBe(identity);
    }

    [Fact]
    public void Publishing_is_seen_by_the_next_reader_and_not_by_who_holds_the_old_one()
    {
        var holder = new SnapshotHolder();
        var held = holder.Current;
        var next = TestConfig.Compile(Many);
        holder.Publish(next);
        holder.Current.ShouldBeSameAs(next);
        held.Generation.ShouldBe(0);
    }

    [Fact]
    public void Looking_up_allocates_nothing()
    {
        var snapshot = TestConfig.Compile(Many);
        snapshot.Resolve("smart"u8);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            snapshot.Resolve("smart"u8);
            snapshot.Resolve("gpt-4o-mini"u8);
            snapshot.FindProvider("b"u8);
            snapshot.FindRaw("none"u8);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}

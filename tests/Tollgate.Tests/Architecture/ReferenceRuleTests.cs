using System.Reflection;
using Shouldly;
using Tollgate.Control.Bridge;
using Tollgate.Control.Outbound;
using Tollgate.Host.Serving;
using Tollgate.Listening;
using Tollgate.Storage;
using Xunit;

namespace Tollgate.Tests.Architecture;

/// <summary>Who may refer to whom. The rules are CONTRIBUTING.md's; the code is what the compiler made of it.</summary>
public sealed class ReferenceRuleTests
{
    private static readonly Assembly Path = typeof(GatewayPipeline).Assembly;
    private static readonly Assembly Process = typeof(GatewayHost).Assembly;
    private static readonly Assembly ControlPlane = typeof(OutboundHttp).Assembly;
    private static readonly Assembly Stores = typeof(RecordStores).Assembly;
    private static readonly Lazy<IReadOnlySet<CodeReference>> InPath = new(() => CodeReferences.Of(Path));
    private static readonly Lazy<IReadOnlySet<CodeReference>> InProcess = new(() => CodeReferences.Of(Process));

    [Fact]
    public void The_path_stands_on_the_shared_framework_alone()
    {
        var framework = System.IO.Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var others = Path.GetReferencedAssemblies().Where(name => !File.Exists(System.IO.Path.Combine(framework, name.Name + ".dll")));
        others.Select(name => name.Name).ShouldBeEmpty();
    }

    [Fact]
    public void The_path_knows_neither_the_process_nor_a_web_framework()
    {
        Path.GetReferencedAssemblies().Select(name => name.Name!).ShouldNotContain(
            name => name.StartsWith("Tollgate.", StringComparison.Ordinal) || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Loops")]
    [InlineData("Http1")]
    public void A_library_folder_knows_nothing_of_the_gateway(string folder)
    {
        var own = "Tollgate." + folder;
        Among(InPath.Value, r => IsIn(r.From, own) && r.To.Assembly == Path && !IsIn(r.To, own)).ShouldBeEmpty();
    }

    [Fact]
    public void What_clients_speak_and_what_providers_speak_never_meet()
    {
        Among(InPath.Value, r => IsIn(r.From, "Tollgate.Surfaces") && IsIn(r.To, "Tollgate.Upstreams")).ShouldBeEmpty();
        Among(InPath.Value, r => IsIn(r.From, "Tollgate.Upstreams") && IsIn(r.To, "Tollgate.Surfaces")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Configuration")]
    [InlineData("Faults")]
    [InlineData("Telemetry")]
    [InlineData("Upstreams")]
    public void Only_stages_see_the_request_context(string folder)
    {
        Among(InPath.Value, r => IsIn(r.From, "Tollgate." + folder) && r.To.Equals(typeof(RequestContext))).ShouldBeEmpty();
    }

    [Fact]
    public void Only_a_connection_enters_the_pipeline_and_no_stage_calls_back()
    {
        Among(InPath.Value, r => r.To.Equals(typeof(GatewayPipeline)) && !IsIn(r.From, "Tollgate.Listening")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("System.Console")]
    [InlineData("System.Environment", "GetEnvironmentVariable", "GetEnvironmentVariables", "SetEnvironmentVariable", "ExpandEnvironmentVariables", "Exit", "FailFast")]
    [InlineData("System.Diagnostics.Process")]
    [InlineData("System.Net.Http.HttpClient")]
    [InlineData("System.Net.Http.SocketsHttpHandler")]
    public void The_path_leaves_alone_what_belongs_to_the_process(string type, params string[] members)
    {
        Among(InPath.Value, r => r.To.FullName == type && (members.Length == 0 || r.Member is not null && members.Contains(r.Member))).ShouldBeEmpty();
    }

    [Fact]
    public void Yaml_is_read_in_one_folder_of_the_process()
    {
        Among(InProcess.Value, r => r.To.Assembly.GetName().Name == "YamlDotNet" && !IsIn(r.From, "Tollgate.Host.Yaml")).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_in_the_product_makes_an_http_client_of_its_own()
    {
        IReadOnlyList<CodeReference> made =
        [
            .. ((Assembly[])[typeof(OutboundHttp).Assembly, typeof(RecordStores).Assembly, Process]).SelectMany(CodeReferences.Of)
                .Where(r => r.Member == ".ctor" && r.To.FullName is ("System.Net.Http.HttpClient" or "System.Net.Http.SocketsHttpHandler" or "System.Net.Http.HttpClientHandler")),
        ];

        // The adapter's handler leaves the process no further than to the engine's own listener.
        made.Where(r => !IsIn(r.From, "Tollgate.Control.Outbound") && r.From != typeof(DataPlaneAdapter)).Select(r => r.ToString()).ShouldBeEmpty();
        made.ShouldNotBeEmpty();
    }

    [Fact]
    public void Arrows_between_the_projects_point_one_way()
    {
        Own(ControlPlane).ShouldBe(["Tollgate"]);
        Own(Stores).ShouldBeSubsetOf(["Tollgate", "Tollgate.Control"]);
    }

    [Fact]
    public void Drivers_are_known_to_the_stores_alone_and_a_web_framework_is_not_known_to_them()
    {
        foreach (var assembly in (Assembly[])[Path, ControlPlane, Process])
        {
            assembly.GetReferencedAssemblies().Select(name => name.Name!).ShouldNotContain(
                name => name == "Npgsql" || name == "Dapper" || name.StartsWith("Microsoft.Data.Sqlite", StringComparison.Ordinal) || name.StartsWith("SQLitePCL", StringComparison.Ordinal),
                assembly.GetName().Name);
        }

        Stores.GetReferencedAssemblies().Select(name => name.Name!).ShouldNotContain(name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("System.Console")]
    [InlineData("System.Environment", "GetEnvironmentVariable", "GetEnvironmentVariables", "SetEnvironmentVariable", "ExpandEnvironmentVariables", "Exit", "FailFast")]
    [InlineData("System.Diagnostics.Process")]
    public void Control_plane_and_stores_leave_alone_what_belongs_to_the_process(string type, params string[] members)
    {
        foreach (var assembly in (Assembly[])[ControlPlane, Stores])
        {
            Among(CodeReferences.Of(assembly), r => r.To.FullName == type && (members.Length == 0 || r.Member is not null && members.Contains(r.Member))).ShouldBeEmpty();
        }
    }

    [Fact]
    public void The_reader_of_references_sees_what_it_should()
    {
        // Without this, a reader that finds nothing would pass every test above.
        Among(InPath.Value, r => r.From.Equals(typeof(ClientConnection)) && r.To.Equals(typeof(GatewayPipeline)) && r.Member == "RunAsync").ShouldNotBeEmpty();
        Among(InPath.Value, r => r.To.FullName == "System.Environment" && r.Member == "get_ProcessorCount").ShouldNotBeEmpty();
        Among(InProcess.Value, r => r.To.FullName == "System.Console").ShouldNotBeEmpty();
    }

    private static IEnumerable<string> Own(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(name => name.Name!).Where(name => name.StartsWith("Tollgate", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static bool IsIn(Type type, string space) =>
        type.Namespace is { } its && (its == space || its.StartsWith(space + ".", StringComparison.Ordinal));

    private static List<string> Among(IReadOnlySet<CodeReference> references, Func<CodeReference, bool> wanted) =>
        [.. references.Where(wanted).Select(r => r.ToString()).Order(StringComparer.Ordinal)];
}

using System.Net;
using Shouldly;
using Tollgate.Forwarding;
using Xunit;

namespace Tollgate.Tests.Forwarding;

public sealed class EgressPolicyTests
{
    [Theory]
    [InlineData("169.254.169.254", 80, nameof(EgressRefusal.None))]
    [InlineData("fd20:ce::254", 80, nameof(EgressRefusal.None))]
    [InlineData("169.254.169.254", 6379, nameof(EgressRefusal.Port))]
    [InlineData("0.0.0.0", 80, nameof(EgressRefusal.Unroutable))]
    [InlineData("127.0.0.1", 80, nameof(EgressRefusal.Loopback))]
    public void The_metadata_service_is_open_only_to_who_signs_in_there(string address, int port, string refusal)
    {
        const string Host = "metadata.google.internal";
        var at = IPAddress.Parse(address);
        EgressPolicy.Default.Check(at, EgressTarget.CreateMetadata(Host, port), AddressRanges.Classify(at)).Refusal.ToString().ShouldBe(refusal);
        EgressPolicy.Default.Check(at, EgressTarget.Create(Host, port, namedInFile: true), AddressRanges.Classify(at)).Allowed.ShouldBeFalse();
    }

    [Theory]
    [InlineData("169.254.169.254", nameof(EgressRefusal.LinkLocalOrMetadata))]
    [InlineData("127.0.0.1", nameof(EgressRefusal.Loopback))]
    [InlineData("10.1.2.3", nameof(EgressRefusal.Private))]
    [InlineData("172.16.0.1", nameof(EgressRefusal.Private))]
    [InlineData("192.168.1.1", nameof(EgressRefusal.Private))]
    [InlineData("100.64.0.1", nameof(EgressRefusal.Private))]
    [InlineData("::1", nameof(EgressRefusal.Loopback))]
    [InlineData("fc00::1", nameof(EgressRefusal.Private))]
    [InlineData("fe80::1", nameof(EgressRefusal.LinkLocalOrMetadata))]
    [InlineData("fd00:ec2::254", nameof(EgressRefusal.LinkLocalOrMetadata))]
    [InlineData("0.0.0.0", nameof(EgressRefusal.Unroutable))]
    [InlineData("::ffff:127.0.0.1", nameof(EgressRefusal.Loopback))]
    [InlineData("::ffff:169.254.169.254", nameof(EgressRefusal.LinkLocalOrMetadata))]
    [InlineData("64:ff9b::10.0.0.1", nameof(EgressRefusal.Private))]
    [InlineData("64:ff9b:1::127.0.0.1", nameof(EgressRefusal.Loopback))]
    [InlineData("8.8.8.8", nameof(EgressRefusal.None))]
    [InlineData("2606:4700::1111", nameof(EgressRefusal.None))]
    public void Check_46_47_A_target_added_by_API_reaches_public_addresses_only(string address, string expected)
    {
        var literal = EgressTarget.Create(address, 443, namedInFile: false);
        EgressPolicy.Default.Check(IPAddress.Parse(address), literal, AddressClass.Unroutable).Refusal.ToString().ShouldBe(expected);
        var name = EgressTarget.Create("api.example.com", 443, namedInFile: false);
        EgressPolicy.Default.Check(IPAddress.Parse(address), name, AddressRanges.Classify(IPAddress.Parse(address)))
            .Refusal.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.1.2.3", "127.1.2.3", true)]
    [InlineData("::1", "::1", true)]
    [InlineData("192.168.1.20", "192.168.1.20", true)]
    [InlineData("fd12::5", "fd12::5", true)]
    [InlineData("localhost", "127.0.0.1", true)]
    [InlineData("LOCALHOST.", "::1", true)]
    [InlineData("vllm.localhost", "127.0.0.1", true)]
    [InlineData("notlocalhost", "127.0.0.1", false)]
    [InlineData("localhost.example.com", "127.0.0.1", false)]
    [InlineData("169.254.169.254", "169.254.169.254", false)]
    [InlineData("fd00:ec2::254", "fd00:ec2::254", false)]
    [InlineData("0.0.0.0", "0.0.0.0", false)]
    [InlineData("metadata.google.internal", "169.254.169.254", false)]
    public void A_target_of_the_file_reaches_what_its_author_wrote_out(string host, string address, bool allowed)
    {
        var at = IPAddress.Parse(address);
        EgressPolicy.Default.Check(at, EgressTarget.Create(host, 8000, namedInFile: true), AddressRanges.Classify(at)).Allowed.ShouldBe(allowed);
    }

    [Theory]
    [InlineData("10.0.0.5", nameof(AddressClass.Private), nameof(EgressRefusal.None))]
    [InlineData("8.8.8.8", nameof(AddressClass.Private), nameof(EgressRefusal.None))]
    [InlineData("127.0.0.1", nameof(AddressClass.Private), nameof(EgressRefusal.Loopback))]
    [InlineData("127.0.0.1", nameof(AddressClass.Loopback), nameof(EgressRefusal.Loopback))]
    [InlineData("10.0.0.5", nameof(AddressClass.Public), nameof(EgressRefusal.Rebound))]
    [InlineData("10.0.0.5", nameof(AddressClass.Loopback), nameof(EgressRefusal.Rebound))]
    [InlineData("127.0.0.1", nameof(AddressClass.Public), nameof(EgressRefusal.Rebound))]
    [InlineData("169.254.169.254", nameof(AddressClass.Public), nameof(EgressRefusal.LinkLocalOrMetadata))]
    public void Check_48_A_name_of_the_file_stays_in_the_kind_of_network_that_it_was_first_seen_in(
        string address, string first, string expected)
    {
        var target = EgressTarget.Create("vllm.models.svc.cluster.local", 8000, namedInFile: true);
        var verdict = EgressPolicy.Default.Check(IPAddress.Parse(address), target, Enum.Parse<AddressClass>(first));
        verdict.Refusal.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "127.0.0.2", false)]
    [InlineData("127.0.0.1", "::ffff:127.0.0.1", true)]
    [InlineData("10.0.0.0/8", "10.9.9.9", true)]
    [InlineData("10.0.0.0/8", "64:ff9b::10.9.9.9", true)]
    [InlineData("10.0.0.0/8", "192.168.0.1", false)]
    [InlineData("fd00::/8", "fd12::1", true)]
    [InlineData("169.254.169.254", "169.254.169.254", true)]
    [InlineData("169.254.0.0/16", "169.254.1.1", true)]
    [InlineData("0.0.0.0/0", "169.254.169.254", false)]
    [InlineData("100.64.0.0/10", "100.100.100.200", false)]
    [InlineData("100.64.0.0/10", "100.100.100.201", true)]
    [InlineData("fd00::/8", "fd00:ec2::254", false)]
    [InlineData("0.0.0.0/0", "0.0.0.0", false)]
    [InlineData("0.0.0.0/0", "224.0.0.1", false)]
    [InlineData("0.0.0.0/0", "192.0.2.1", true)]
    [InlineData("::/0", "::", false)]
    [InlineData("::/0", "64:ff9b::169.254.169.254", false)]
    public void The_allow_list_opens_exactly_what_it_names(string range, string address, bool allowed)
    {
        var policy = Policy([range], []);
        var at = IPAddress.Parse(address);
        policy.Check(at, EgressTarget.Create("api.example.com", 443, namedInFile: false), AddressRanges.Classify(at)).Allowed.ShouldBe(allowed);
    }

    [Theory]
    [InlineData("127.0.0.1:8080", "127.0.0.1", 8080, true)]
    [InlineData("127.0.0.1:8080", "::ffff:127.0.0.1", 8080, true)]
    [InlineData("127.0.0.1:8080", "127.0.0.1", 8081, false)]
    [InlineData("127.0.0.1:8080", "10.0.0.7", 8080, false)]
    [InlineData("0.0.0.0:8080", "127.0.0.53", 8080, true)]
    [InlineData("0.0.0.0:8080", "::1", 8080, true)]
    [InlineData("0.0.0.0:8080", "10.0.0.7", 8080, true)]
    [InlineData("[::]:8080", "203.0.114.9", 8080, true)]
    [InlineData("[::]:8080", "10.0.0.8", 8080, false)]
    public void Check_46_The_gateways_own_listeners_are_refused_whoever_asks(string listener, string address, int port, bool refused)
    {
        var policy = new EgressPolicy(
            [Range("127.0.0.0/8"), Range("10.0.0.0/8"), Range("::1")],
            [IPEndPoint.Parse(listener)],
            [IPAddress.Parse("10.0.0.7"), IPAddress.Parse("203.0.114.9")]);
        foreach (var namedInFile in (bool[])[true, false])
        {
            var verdict = policy.Check(IPAddress.Parse(address), EgressTarget.Create(address, port, namedInFile), AddressClass.Unroutable);
            (verdict.Refusal is EgressRefusal.OwnListener).ShouldBe(refused);
            verdict.Allowed.ShouldBe(!refused);
        }
    }

    [Theory]
    [InlineData(22)]
    [InlineData(25)]
    [InlineData(6379)]
    [InlineData(5432)]
    [InlineData(2375)]
    public void Check_50_Ports_of_other_services_are_refused_even_for_the_file_and_the_allow_list(int port)
    {
        var policy = Policy(["127.0.0.1", "8.8.8.8"], []);
        foreach (var host in (string[])["127.0.0.1", "8.8.8.8"])
        {
            policy.Check(IPAddress.Parse(host), EgressTarget.Create(host, port, namedInFile: true), AddressClass.Unroutable)
                .Refusal.ShouldBe(EgressRefusal.Port);
        }
    }

    [Theory]
    [InlineData(80)]
    [InlineData(443)]
    [InlineData(8000)]
    [InlineData(8080)]
    [InlineData(11434)]
    [InlineData(65535)]
    public void Ports_that_models_are_served_on_are_open(int port) => EgressPolicy.CheckPort(port).Allowed.ShouldBeTrue();

    [Fact]
    public void A_verdict_that_nobody_gave_refuses() => default(EgressVerdict).Allowed.ShouldBeFalse();

    [Fact]
    public void Every_refusal_has_its_own_reason()
    {
        var reasons = Enum.GetValues<EgressRefusal>().Where(r => r != EgressRefusal.None).Select(r => new EgressVerdict(r).Reason).ToArray();
        reasons.ShouldAllBe(r => r.Length > 10);
        reasons.Distinct(StringComparer.Ordinal).Count().ShouldBe(reasons.Length);
    }

    [Fact]
    public void The_machines_own_addresses_are_found() => MachineAddresses.Read().ShouldContain(a => IPAddress.IsLoopback(a));

    private static EgressPolicy Policy(string[] allow, string[] listeners) =>
        new(allow.Select(Range), listeners.Select(IPEndPoint.Parse), []);

    private static Cidr Range(string text)
    {
        Cidr.TryParse(text, out var cidr, out var problem).ShouldBeTrue(problem);
        return cidr;
    }
}

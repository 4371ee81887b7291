using System.Net;
using System.Net.Sockets;
using Shouldly;
using Tollgate.Forwarding;
using Xunit;

namespace Tollgate.Tests.Forwarding;

public sealed class UpstreamResolverTests
{
    private readonly FakeClock _clock = new();
    private readonly ScriptedDns _dns = new();

    [Fact]
    public async Task A_miss_asks_once_for_all_who_wait_and_then_hits()
    {
        var resolver = Resolver();
        var target = File("api.example.com");
        resolver.TryGet(target, out _).ShouldBeFalse();
        var waits = Enumerable.Range(0, 20).Select(_ => resolver.ResolveAsync(target)).ToArray();
        (await _dns.NextAsync()).Say("8.8.8.8");
        var plans = await Task.WhenAll(waits);
        plans.Distinct().Count().ShouldBe(1);
        resolver.TryGet(target, out var plan).ShouldBeTrue();
        plan.ShouldBe(plans[0]);
        Dialled(plan!).ShouldBe(["8.8.8.8:443"]);
        _dns.Asked.ShouldBe(1);
        resolver.Counters.ShouldBe(new UpstreamResolverCounters(1, 0, 20, 1, 0, 0, 0, 0, 1));
    }

    [Fact]
    public void Literals_and_localhost_need_no_DNS_and_never_age()
    {
        var resolver = Resolver();
        foreach (var _ in (int[])[1, 2])
        {
            resolver.TryGet(File("127.0.0.1", 8000), out var literal).ShouldBeTrue();
            Dialled(literal!).ShouldBe(["127.0.0.1:8000"]);
            resolver.TryGet(File("localhost.", 8000), out var name).ShouldBeTrue();
            Dialled(name!).ShouldBe(["127.0.0.1:8000", "[::1]:8000"]);
            resolver.TryGet(Api("localhost", 8000), out var byApi).ShouldBeTrue();
            (byApi!.State, byApi.Refusal).ShouldBe((DialPlanState.Refused, EgressRefusal.Loopback));
            _clock.Advance(TimeSpan.FromDays(30));
        }

        _dns.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task A_hit_allocates_nothing()
    {
        var resolver = Resolver();
        var target = File("api.example.com");
        await ResolveAsync(resolver, target, "8.8.8.8");
        resolver.TryGet(target, out _).ShouldBeTrue();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            _ = resolver.TryGet(target, out _);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public async Task A_stale_answer_is_served_while_one_look_up_renews_it()
    {
        var resolver = Resolver();
        var target = File("api.example.com");
        await ResolveAsync(resolver, target, "8.8.8.8");
        _clock.Advance(TimeSpan.FromSeconds(30));
        for (var i = 0; i < 5; i++)
        {
            resolver.TryGet(target, out var stale).ShouldBeTrue();
            Dialled(stale!).ShouldBe(["8.8.8.8:443"]);
        }

        var question = await _dns.NextAsync();
        resolver.TryGet(target, out _).ShouldBeTrue();
        question.Say("8.8.4.4");
        await UntilAsync(() => resolver.TryGet(target, out var plan) && Dialled(plan)[0] == "8.8.4.4:443");
        _dns.Asked.ShouldBe(2);
        resolver.Counters.StaleHits.ShouldBeGreaterThanOrEqualTo(6);
    }

    [Fact]
    public async Task A_dead_DNS_server_does_not_stop_what_was_reached_before_for_an_hour()
    {
        var resolver = Resolver();
        var target = File("api.example.com");
        await ResolveAsync(resolver, target, "8.8.8.8");
        for (var minute = 0; minute < 59; minute++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            resolver.TryGet(target, out var plan).ShouldBeTrue();
            Dialled(plan!).ShouldBe(["8.8.8.8:443"]);
            (await _dns.NextAsync()).Fail();
            await UntilAsync(() => resolver.Counters.Failures == minute + 1);
        }

        _clock.Advance(TimeSpan.FromMinutes(1));
        resolver.TryGet(target, out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_failure_is_remembered_for_a_second_and_then_asked_again()
    {
        var resolver = Resolver();
        var target = File("nowhere.example.com");
        var wait = resolver.ResolveAsync(target);
        (await _dns.NextAsync()).Fail();
        var plan = await wait;
        (plan.State, plan.Count, plan.Problem).ShouldBe((DialPlanState.NotResolved, 0, "the name is unknown to DNS"));
        resolver.TryGet(target, out var again).ShouldBeTrue();
        again.ShouldBe(plan);
        _clock.Advance(TimeSpan.FromSeconds(1));
        resolver.TryGet(target, out _).ShouldBeFalse();
        Dialled(await ResolveAsync(resolver, target, "8.8.8.8")).ShouldBe(["8.8.8.8:443"]);
    }

    [Fact]
    public async Task A_name_without_addresses_did_not_resolve()
    {
        var plan = await ResolveAsync(Resolver(), File("empty.example.com"));
        (plan.State, plan.Problem).ShouldBe((DialPlanState.NotResolved, "the name has no addresses"));
    }

    [Fact]
    public async Task A_look_up_that_hangs_ends_at_its_limit_even_if_it_ignores_being_cancelled()
    {
        var resolver = Resolver();
        var wait = resolver.ResolveAsync(File("slow.example.com"));
        var question = await _dns.NextAsync();
        wait.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(5));
        var plan = await wait;
        (plan.State, plan.Problem).ShouldBe((DialPlanState.NotResolved, "DNS gave no answer in time"));
        question.Stop.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task Look_ups_beyond_the_bound_fail_at_once_and_are_counted()
    {
        var resolver = Resolver(new UpstreamResolverOptions { MaxLookups = 1 });
        var first = resolver.ResolveAsync(File("one.example.com"));
        var question = await _dns.NextAsync();
        (await resolver.ResolveAsync(File("two.example.com"))).State.ShouldBe(DialPlanState.NotResolved);
        resolver.Counters.Overflows.ShouldBe(1);
        question.Say("8.8.8.8");
        (await first).State.ShouldBe(DialPlanState.Ready);
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await ResolveAsync(resolver, File("two.example.com"), "8.8.4.4")).State.ShouldBe(DialPlanState.Ready);
    }

    [Fact]
    public async Task Check_48_A_public_name_that_turns_inwards_is_never_dialled_there()
    {
        foreach (var inside in (string[])["127.0.0.1", "::1", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "64:ff9b::127.0.0.1", "0.0.0.0"])
        {
            foreach (var target in (EgressTarget[])[File("rebind.example.com"), Api("rebind.example.com")])
            {
                var resolver = Resolver();
                Dialled(await ResolveAsync(resolver, target, "93.184.216.34")).ShouldBe(["93.184.216.34:443"]);
                _clock.Advance(TimeSpan.FromSeconds(31));
                resolver.TryGet(target, out _).ShouldBeTrue();
                (await _dns.NextAsync()).Say(inside);
                await UntilAsync(() => !resolver.TryGet(target, out var plan) || plan.State is DialPlanState.Refused);

                // Not within the second, and not after it either.
                _clock.Advance(TimeSpan.FromSeconds(2));
                var later = await ResolveAsync(resolver, target, inside);
                (later.State, later.Count).ShouldBe((DialPlanState.Refused, 0));
                later.Problem.ShouldNotBeEmpty();
            }
        }
    }

    [Fact]
    public async Task Check_48_Of_a_mixed_answer_only_the_public_part_is_dialled()
    {
        foreach (var target in (EgressTarget[])[File("mixed.example.com"), Api("mixed.example.com")])
        {
            var plan = await ResolveAsync(Resolver(), target, "127.0.0.1", "10.0.0.1", "93.184.216.34", "::1");
            Dialled(plan).ShouldBe(["93.184.216.34:443"]);
            plan.Refusal.ShouldNotBe(EgressRefusal.None);
        }
    }

    [Fact]
    public async Task A_cluster_service_of_the_file_is_dialled_at_its_private_address_also_when_that_changes()
    {
        var resolver = Resolver();
        var target = File("vllm.models.svc", 8000);
        Dialled(await ResolveAsync(resolver, target, "10.96.0.7")).ShouldBe(["10.96.0.7:8000"]);
        _clock.Advance(TimeSpan.FromHours(2));
        Dialled(await ResolveAsync(resolver, target, "10.96.0.9")).ShouldBe(["10.96.0.9:8000"]);
        (await ResolveAsync(resolver, Api("vllm.models.svc", 8000), "10.96.0.9")).Refusal.ShouldBe(EgressRefusal.Private);
    }

    [Fact]
    public async Task What_a_name_of_the_file_was_at_first_outlives_its_cached_answer()
    {
        var resolver = Resolver(new UpstreamResolverOptions { MaxEntries = 2 });
        var target = File("rebind.example.com");
        await ResolveAsync(resolver, target, "93.184.216.34");
        for (var i = 0; i < 5; i++)
        {
            _clock.Advance(TimeSpan.FromHours(2));
            await ResolveAsync(resolver, Api($"other{i}.example.com"), "8.8.8.8");
        }

        resolver.Counters.Evictions.ShouldBe(4);
        (await ResolveAsync(resolver, target, "10.0.0.1")).Refusal.ShouldBe(EgressRefusal.Rebound);
    }

    [Fact]
    public async Task A_cache_full_of_the_files_names_turns_others_away_and_counts_them()
    {
        var resolver = Resolver(new UpstreamResolverOptions { MaxEntries = 1 });
        await ResolveAsync(resolver, File("one.example.com"), "8.8.8.8");
        (await resolver.ResolveAsync(Api("two.example.com"))).State.ShouldBe(DialPlanState.NotResolved);
        resolver.TryGet(File("127.0.0.1"), out var literal).ShouldBeTrue();
        literal!.State.ShouldBe(DialPlanState.Ready);
        var counters = resolver.Counters;
        (counters.Overflows, counters.Entries).ShouldBe((2, 1));
    }

    [Fact]
    public async Task A_new_policy_judges_cached_answers_again_without_asking_DNS()
    {
        var resolver = Resolver();
        var target = Api("10.0.0.5");
        resolver.TryGet(target, out var refused).ShouldBeTrue();
        refused!.State.ShouldBe(DialPlanState.Refused);
        var name = File("vllm.models.svc");
        await ResolveAsync(resolver, name, "10.0.0.5");

        Cidr.TryParse("10.0.0.0/8", out var range, out _).ShouldBeTrue();
        resolver.Apply(new EgressPolicy([range], [], []));
        resolver.TryGet(target, out var allowed).ShouldBeTrue();
        allowed!.State.ShouldBe(DialPlanState.Ready);

        resolver.Apply(new EgressPolicy([], [IPEndPoint.Parse("10.0.0.5:443")], []));
        resolver.TryGet(name, out var own).ShouldBeTrue();
        own!.Refusal.ShouldBe(EgressRefusal.OwnListener);
        _dns.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task Families_take_turns_beginning_with_that_of_the_resolvers_first_answer()
    {
        var six = await ResolveAsync(Resolver(), Api("six.example.com"), "2606:4700::1", "2606:4700::2", "2606:4700::3", "8.8.8.8", "8.8.4.4");
        Dialled(six).ShouldBe(["[2606:4700::1]:443", "8.8.8.8:443", "[2606:4700::2]:443", "8.8.4.4:443", "[2606:4700::3]:443"]);
        var four = await ResolveAsync(Resolver(), Api("four.example.com"), "8.8.8.8", "::ffff:8.8.8.8", "8.8.4.4", "2606:4700::1", "8.8.8.8");
        Dialled(four).ShouldBe(["8.8.8.8:443", "[2606:4700::1]:443", "8.8.4.4:443"]);
        four[0].AddressFamily.ShouldBe(AddressFamily.InterNetwork);
    }

    [Fact]
    public async Task An_endless_answer_is_cut()
    {
        var many = Enumerable.Range(1, 200).Select(i => $"8.8.8.{i}").ToArray();
        (await ResolveAsync(Resolver(), Api("many.example.com"), many)).Count.ShouldBe(DialPlan.MaxAddresses);
    }

    private static EgressTarget File(string host, int port = 443) => EgressTarget.Create(host, port, namedInFile: true);

    private static EgressTarget Api(string host, int port = 443) => EgressTarget.Create(host, port, namedInFile: false);

    private static string[] Dialled(DialPlan plan) => [.. Enumerable.Range(0, plan.Count).Select(i => plan[i].ToString())];

    /// <summary>The limit only ends a test that would otherwise hang.</summary>
    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!isSo())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private UpstreamResolver Resolver(UpstreamResolverOptions? options = null) =>
        new(_dns.LookUpAsync, EgressPolicy.Default, _clock, options ?? new UpstreamResolverOptions());

    private async Task<DialPlan> ResolveAsync(UpstreamResolver resolver, EgressTarget target, params string[] answer)
    {
        var wait = resolver.ResolveAsync(target);
        (await _dns.NextAsync()).Say(answer);
        return await wait;
    }
}

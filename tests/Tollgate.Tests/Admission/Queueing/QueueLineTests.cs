using Shouldly;
using Tollgate.Admission;
using Tollgate.Admission.Queueing;
using Tollgate.Telemetry;
using Xunit;

namespace Tollgate.Tests.Admission.Queueing;

public sealed class QueueLineTests
{
    private readonly QueueMeter _meter = new();
    private readonly QueueLine _line;
    private long _numbers;

    public QueueLineTests() => _line = new QueueLine(_meter);

    [Fact]
    public void Requests_of_one_key_are_served_in_the_order_in_which_they_came()
    {
        var places = Enumerable.Range(0, 5).Select(_ => Join("a", "k")).ToArray();

        ServeAll().ShouldBe(places);
        _line.Any.ShouldBeFalse();
    }

    [Fact]
    public void Tenants_take_turns_however_many_requests_one_of_them_has()
    {
        var flood = Enumerable.Range(0, 4).Select(_ => Join("flood", "k")).ToArray();
        var other = Enumerable.Range(0, 2).Select(_ => Join("other", "k")).ToArray();

        ServeAll().ShouldBe([flood[0], other[0], flood[1], other[1], flood[2], flood[3]]);
    }

    [Fact]
    public void The_keys_of_a_tenant_take_turns_within_its_own()
    {
        TestPlace[] first = [Join("a", "k1"), Join("a", "k1")];
        var second = Join("a", "k2");
        var other = Join("b", "k3");

        ServeAll().ShouldBe([first[0], other, second, first[1]]);
    }

    [Fact]
    public void Keys_without_an_organisation_are_tenants_of_their_own()
    {
        TestPlace[] first = [Join("", "k1"), Join("", "k1"), Join("", "k1")];
        var second = Join("", "k2");
        var org = Join("k1", "k1");

        ServeAll().ShouldBe([first[0], second, org, first[1], first[2]]);
    }

    [Fact]
    public void One_request_at_a_time_is_called()
    {
        var first = Join("a", "k");
        var second = Join("b", "k");

        first.IsNotified.ShouldBeTrue();
        second.IsNotified.ShouldBeFalse();
        _line.Look(second).ShouldBe(QueueNews.None);
        _line.Look(first).ShouldBe(QueueNews.Turn);
        _line.Look(first).ShouldBe(QueueNews.None, "it tries already");
        _line.Serve(first);
        second.IsNotified.ShouldBeTrue();
    }

    [Fact]
    public void A_request_that_tried_in_vain_rests_until_room_may_have_come_back()
    {
        var first = Join("a", "k");
        Look(first).ShouldBe(QueueNews.Turn);
        _line.Stay(first, 10).ShouldBeFalse();
        first.IsNotified.ShouldBeFalse();
        Look(first).ShouldBe(QueueNews.None);

        _line.Wake();

        first.IsNotified.ShouldBeTrue();
        Look(first).ShouldBe(QueueNews.Turn);
    }

    [Fact]
    public void Room_that_comes_back_during_a_try_is_not_missed()
    {
        var first = Join("a", "k");
        Look(first).ShouldBe(QueueNews.Turn);
        _line.Wake();
        _line.Stay(first, 10).ShouldBeTrue("it must try again");
        _line.Stay(first, 10).ShouldBeFalse();
    }

    [Fact]
    public void Whoever_is_called_and_leaves_hands_the_call_on()
    {
        var first = Join("a", "k");
        var second = Join("a", "k");
        _line.Leave(first);

        Look(second).ShouldBe(QueueNews.Turn);
        _line.Leave(second);
        _line.Any.ShouldBeFalse();
        _line.OldestSinceMs.ShouldBe(-1);
    }

    [Fact]
    public void A_full_queue_evicts_the_oldest()
    {
        var places = Enumerable.Range(0, 4).Select(_ => Join("a", "k", max: 3)).ToArray();

        _line.Count.ShouldBe(3);
        _line.Look(places[0]).ShouldBe(QueueNews.Evicted);
        places[0].IsNotified.ShouldBeTrue();
        _meter.Evictions.ShouldBe(1);
        _meter.Depth.ShouldBe(3);
        ServeAll().ShouldBe(places[1..]);
    }

    [Fact]
    public void One_tenants_flood_evicts_its_own_requests_and_nobody_elses()
    {
        var quiet = Join("quiet", "k", max: 4);
        TestPlace[] flood = [.. Enumerable.Range(0, 10).Select(_ => Join("flood", "k", max: 4))];

        _line.Look(quiet).ShouldBe(QueueNews.Turn);
        flood.Count(place => _line.Look(place) == QueueNews.Evicted).ShouldBe(7);
        flood[7..].ShouldAllBe(place => _line.Look(place) != QueueNews.Evicted);
    }

    [Fact]
    public void Within_a_tenant_the_fullest_key_loses_its_oldest()
    {
        var quiet = Join("a", "quiet", max: 3);
        TestPlace[] flood = [Join("a", "flood", max: 3), Join("a", "flood", max: 3), Join("a", "flood", max: 3)];

        _line.Look(flood[0]).ShouldBe(QueueNews.Evicted);
        _line.Look(quiet).ShouldBe(QueueNews.Turn);
    }

    [Fact]
    public void A_request_that_tries_just_now_is_not_evicted()
    {
        var first = Join("a", "k", max: 1);
        Look(first).ShouldBe(QueueNews.Turn);
        var second = Join("a", "k", max: 1);

        _line.Look(second).ShouldBe(QueueNews.Evicted, "there is nobody else");
        _line.Count.ShouldBe(1);
        _line.Stay(first, 1).ShouldBeFalse();
    }

    [Fact]
    public void A_smaller_bound_evicts_after_the_next_try()
    {
        var first = Join("a", "k");
        var second = Join("a", "k");
        Look(first).ShouldBe(QueueNews.Turn);
        _line.Stay(first, 1).ShouldBeFalse();

        _line.Look(first).ShouldBe(QueueNews.Evicted);
        Look(second).ShouldBe(QueueNews.Turn);
    }

    [Fact]
    public void A_request_that_comes_from_another_queue_stands_where_its_age_puts_it()
    {
        var moved = new TestPlace(++_numbers, "a", "k", sinceMs: 7);
        _all.Add(moved);
        TestPlace[] here = [Join("a", "k"), Join("a", "k")];
        Look(here[0]).ShouldBe(QueueNews.Turn);
        _line.Stay(here[0], 10).ShouldBeFalse();

        _line.Join(moved, 10);

        _line.OldestSinceMs.ShouldBe(7);
        _line.PositionOf(moved, 10).ShouldBe(1);
        _line.PositionOf(here[1], 10).ShouldBe(3);
        _line.PositionOf(here[1], 2).ShouldBe(2, "no more are counted than asked for");
        ServeAll().ShouldBe([moved, .. here]);
    }

    [Fact]
    public void Nobody_overtakes_who_waits_but_the_one_whose_turn_it_is()
    {
        _line.Precedes(LimitWaiters.Newcomer).ShouldBeFalse();
        var first = Join("a", "k");
        var second = Join("b", "k");

        _line.Precedes(LimitWaiters.Newcomer).ShouldBeTrue();
        _line.Precedes(first.Number).ShouldBeFalse();
        _line.Precedes(second.Number).ShouldBeTrue();
        _line.Precedes(0).ShouldBeFalse("a request older than all that wait here goes first");
        _line.Leave(first);
        _line.Precedes(second.Number).ShouldBeFalse();
    }

    private TestPlace Join(string org, string key, int max = 100)
    {
        var place = new TestPlace(++_numbers, org, key);
        _line.Join(place, max);
        _all.Add(place);
        return place;
    }

    private readonly List<TestPlace> _all = [];

    private QueueNews Look(TestPlace place)
    {
        place.IsNotified = false;
        return _line.Look(place);
    }

    /// <summary>Serves whoever is called until nobody waits.</summary>
    private List<TestPlace> ServeAll()
    {
        var served = new List<TestPlace>();
        _line.Wake();
        while (_line.Any)
        {
            var called = _all.Single(place => place.Lane is not null && _line.Look(place) == QueueNews.Turn);
            _line.Serve(called);
            served.Add(called);
        }

        return served;
    }
}

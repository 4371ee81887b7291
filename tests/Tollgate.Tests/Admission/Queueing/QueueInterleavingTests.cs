using Shouldly;
using Tollgate.Admission;
using Tollgate.Admission.Queueing;
using Tollgate.Telemetry;
using Xunit;

namespace Tollgate.Tests.Admission.Queueing;

/// <summary>
/// Requests on several loops, cut into the steps between which another loop can come, in random orders that a seed repeats. When nobody has a
/// step left to do, everybody must have been served or have left: whoever still waits was not woken.
/// </summary>
public sealed class QueueInterleavingTests
{
    private const int Schedules = 4_000;

    [Fact]
    public void No_order_of_steps_leaves_somebody_waiting_for_ever()
    {
        for (var seed = 1; seed <= Schedules; seed++)
        {
            new Schedule(seed).Run();
        }
    }

    private enum Step
    {
        Arrive, Queue, Wait, Try, Conclude, Hold, Return, Wake, Done,
    }

    private sealed class Cell(int free)
    {
        public int Free { get; set; } = free;

        public QueueLine Line { get; } = new(new QueueMeter());
    }

    private sealed class Actor(TestPlace place, Cell[] needs, bool gives)
    {
        public TestPlace Place => place;

        public Cell[] Needs => needs;

        /// <summary>Gives up when it next may.</summary>
        public bool Gives { get; set; } = gives;

        public Step Next { get; set; } = Step.Arrive;

        public Cell? Blocking { get; set; }

        public Cell? Queued { get; set; }

        public int Released { get; set; }

        public bool CanStep => Next != Step.Done && (Next != Step.Wait || Place.IsNotified || Gives);
    }

    private sealed class Schedule
    {
        private const int Max = 1_000;
        private readonly Random _random;
        private readonly int _seed;
        private readonly Cell[] _cells;
        private readonly Actor[] _actors;

        public Schedule(int seed)
        {
            _seed = seed;
            _random = new Random(seed);
            _cells = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => new Cell(_random.Next(1, 3)))];
            _actors = [.. Enumerable.Range(1, _random.Next(2, 14)).Select(Make)];
        }

        public void Run()
        {
            var steps = 0;
            while (true)
            {
                Actor[] ready = [.. _actors.Where(actor => actor.CanStep)];
                if (ready.Length == 0)
                {
                    break;
                }

                (++steps).ShouldBeLessThan(20_000, $"seed {_seed}: requests chase each other from queue to queue");
                Go(ready[_random.Next(ready.Length)]);
            }

            _actors.ShouldAllBe(actor => actor.Next == Step.Done, $"seed {_seed}: somebody waits and nobody wakes it");
            _cells.ShouldAllBe(cell => !cell.Line.Any);
        }

        private Actor Make(int number)
        {
            Cell[] needs = [.. _cells.Where(_ => _random.Next(3) > 0)];
            return new Actor(
                new TestPlace(number, $"org{_random.Next(2)}", $"key{_random.Next(2)}"),
                needs.Length > 0 ? needs : [_cells[0]],
                gives: _random.Next(6) == 0);
        }

        private void Go(Actor actor)
        {
            switch (actor.Next)
            {
                case Step.Arrive:
                    actor.Blocking = TryTake(actor, LimitWaiters.Newcomer);
                    actor.Next = actor.Blocking is null ? Step.Hold : Step.Queue;
                    break;
                case Step.Queue:
                    actor.Queued = actor.Blocking!;
                    actor.Queued.Line.Join(actor.Place, Max);
                    actor.Next = Step.Wait;
                    break;
                case Step.Wait:
                    Wait(actor);
                    break;
                case Step.Try:
                    actor.Blocking = TryTake(actor, actor.Place.Number);
                    actor.Next = Step.Conclude;
                    break;
                case Step.Conclude:
                    Conclude(actor);
                    break;
                case Step.Hold:
                    actor.Next = Step.Return;
                    break;
                case Step.Return:
                    actor.Needs[actor.Released].Free++;
                    actor.Next = Step.Wake;
                    break;
                case Step.Wake:
                    actor.Needs[actor.Released++].Line.Wake();
                    actor.Next = actor.Released < actor.Needs.Length ? Step.Return : Step.Done;
                    break;
                default:
                    throw new InvalidOperationException();
            }
        }

        private static void Wait(Actor actor)
        {
            if (actor.Gives)
            {
                actor.Queued!.Line.Leave(actor.Place);
                actor.Next = Step.Done;
                return;
            }

            actor.Place.IsNotified = false;
            actor.Next = actor.Queued!.Line.Look(actor.Place) == QueueNews.Turn ? Step.Try : Step.Wait;
        }

        private static void Conclude(Actor actor)
        {
            var line = actor.Queued!.Line;
            if (actor.Blocking is null)
            {
                line.Serve(actor.Place);
                actor.Next = Step.Hold;
            }
            else if (actor.Blocking == actor.Queued)
            {
                actor.Next = line.Stay(actor.Place, Max) ? Step.Try : Step.Wait;
            }
            else
            {
                line.Leave(actor.Place);
                actor.Next = Step.Queue;
            }
        }

        /// <summary>All or nothing, as if the cells were locked meanwhile. Null when it was taken.</summary>
        private static Cell? TryTake(Actor actor, long age)
        {
            var blocking = Array.Find(actor.Needs, cell => cell.Free == 0 || cell.Line.Precedes(age));
            if (blocking is null)
            {
                foreach (var cell in actor.Needs)
                {
                    cell.Free--;
                }
            }

            return blocking;
        }
    }
}

using System.Text;
using Tollgate.Configuration;

namespace Tollgate.Balancing;

/// <summary>The arms of a route's experiment, or the two sides of its canary, compiled. Arms are numbered from 1.</summary>
internal sealed class RouteArms
{
    private readonly double[] _upTo;
    private readonly StickyRule? _sticky;

    /// <summary>Compiles them.</summary>
    /// <param name="name">Name of the experiment.</param>
    /// <param name="names">Names of the arms.</param>
    /// <param name="weights">Their shares, not all 0.</param>
    /// <param name="by">What keeps its arm.</param>
    public RouteArms(string name, string[] names, double[] weights, StickySource by)
    {
        Name = name;
        Names = names;
        NameUtf8 = Encoding.UTF8.GetBytes(name);
        NamesUtf8 = Array.ConvertAll(names, Encoding.UTF8.GetBytes);
        var (sum, total) = (0.0, weights.Sum());
        _upTo = Array.ConvertAll(weights, weight => (sum += weight) / total);
        _sticky = by.Kind == StickyKind.None ? null : new StickyRule(by, TimeSpan.Zero, new StickyConfig { By = by }.PrefixBytes, name);
    }

    /// <summary>The arms that a model's settings ask for; null for none.</summary>
    public static RouteArms? Of(ModelConfig? model) => model switch
    {
        { Experiment: { } experiment } => new RouteArms(
            experiment.Name, [.. experiment.Arms.Select(a => a.Name)], [.. experiment.Arms.Select(a => (double)a.Weight)], experiment.StickyBy),
        { Canary: { } canary } => new RouteArms(
            "canary:" + model.Name, ["canary", "stable"], [(double)canary.Percent, 100 - (double)canary.Percent], canary.StickyBy),
        _ => null,
    };

    /// <summary>Name of the experiment.</summary>
    public string Name { get; }

    /// <summary>Names of the arms; the first has number 1.</summary>
    public string[] Names { get; }

    /// <summary><see cref="Name"/> as records write it.</summary>
    public byte[] NameUtf8 { get; }

    /// <summary><see cref="Names"/> as records write them.</summary>
    public byte[][] NamesUtf8 { get; }

    /// <summary>Results of the arms; set when the snapshot is published.</summary>
    public ArmResults[] Results { get; set; } = [];

    /// <summary>The arm of a request: the same for the same key, else by chance.</summary>
    public int Assign(Listening.RequestContext request)
    {
        var key = _sticky?.KeyOf(request) ?? 0;
        return At(key == 0 ? request.Services.Random.Unit() : StickyHash.Unit(StickyHash.Mix(key)));
    }

    /// <summary>Adds a finished request to its arm's results.</summary>
    public void Count(int arm, Recording.RequestRecord record)
    {
        if (arm > 0 && arm <= Results.Length)
        {
            Results[arm - 1].Add(record);
        }
    }

    /// <summary>The arm at a place between 0 and 1. Raising the first arm's share moves nobody out of it.</summary>
    public int At(double place)
    {
        for (var i = 0; i < _upTo.Length; i++)
        {
            if (place < _upTo[i])
            {
                return i + 1;
            }
        }

        return _upTo.Length;
    }
}

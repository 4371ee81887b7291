using System.Globalization;
using System.Text;
using Tollgate.Faults;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>One numbering of texts for all sources of a question: each source has its own, and groups of two days have to meet.</summary>
internal sealed class DimensionTexts
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<int, int> _ofSource = [];
    private readonly List<string> _texts = [];
    private GroupSource? _source;

    public void Begin(GroupSource source)
    {
        _source = source;
        _ofSource.Clear();
    }

    /// <summary>The common number of a dimension's value.</summary>
    public int Number(int dimension, int theirs)
    {
        if (dimension >= Dims.Texts)
        {
            return theirs;
        }

        if (!_ofSource.TryGetValue(theirs, out var ours))
        {
            var text = _source!.Text(theirs);
            if (!_numbers.TryGetValue(text, out ours))
            {
                ours = _texts.Count;
                _numbers.Add(text, ours);
                _texts.Add(text);
            }

            _ofSource.Add(theirs, ours);
        }

        return ours;
    }

    /// <summary>What a common number stands for.</summary>
    public string Text(int dimension, int ours) => dimension switch
    {
        Dims.Status => ours.ToString(CultureInfo.InvariantCulture),
        Dims.Error => Encoding.UTF8.GetString(ErrorClasses.Name((ErrorClass)ours)),
        _ => _texts[ours],
    };
}

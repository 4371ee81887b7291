using System.Text;
using Tollgate.Configuration;

namespace Tollgate.Metering.Bpe;

/// <summary>Which vocabulary counts for which model: the exact name, else the longest pattern that it begins with.</summary>
internal sealed class TokenizerTable
{
    private readonly (byte[] Name, bool IsPattern, BpeVocabulary Vocabulary)[] _entries;

    public TokenizerTable(IReadOnlyList<TokenizerConfig> configs) => _entries =
    [
        .. configs
            .Where(config => config.Loaded is not null)
            .SelectMany(config => config.Models, (config, model) =>
                (Name: Encoding.UTF8.GetBytes(ModelName.IsPattern(model) ? model[..^1] : model), IsPattern: ModelName.IsPattern(model), config.Loaded!.Vocabulary))
            .OrderBy(entry => entry.IsPattern)
            .ThenByDescending(entry => entry.Name.Length),
    ];

    /// <summary>No model has one.</summary>
    public bool IsEmpty => _entries.Length == 0;

    /// <summary>The vocabulary of a model; null where none is given.</summary>
    public BpeVocabulary? Find(ReadOnlySpan<byte> model)
    {
        foreach (var (name, isPattern, vocabulary) in _entries)
        {
            if (isPattern ? model.StartsWith(name) : model.SequenceEqual(name))
            {
                return vocabulary;
            }
        }

        return null;
    }
}

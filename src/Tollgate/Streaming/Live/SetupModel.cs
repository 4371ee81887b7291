using System.Text.Unicode;
using Tollgate.Json;
using Tollgate.Surfaces;

namespace Tollgate.Streaming.Live;

/// <summary>Where a Live session's first message, <c>{"setup":{"model":"models/NAME", …}}</c>, names the model.</summary>
/// <remarks>Strict as <see cref="RequestScan"/> is: a message that another reader could read as naming another model would get by an allow-list.</remarks>
internal static class SetupModel
{
    /// <summary>Finds the string, quotes included.</summary>
    /// <returns>What is wrong with the message, to be told to the client; null where nothing is.</returns>
    public static string? Find(ReadOnlySpan<byte> text, out JsonRange model)
    {
        model = default;
        var setup = default(JsonRange);
        if (!Utf8.IsValid(text) || !TryFindMember(text, "setup"u8, out setup, out var twice))
        {
            return "The first message is no JSON object.";
        }

        if (twice)
        {
            return "The first message has a setup twice.";
        }

        if (!setup.Exists || text[setup.Start] != (byte)'{')
        {
            return "The first message must be the session's setup.";
        }

        TryFindMember(setup.Of(text), "model"u8, out model, out twice);
        if (twice)
        {
            return "setup.model is given twice.";
        }

        model = new JsonRange(setup.Start + model.Start, model.Length);
        return model.Length > 2 && text[model.Start] == (byte)'"' ? null : "setup.model must name a model.";
    }

    /// <summary>False where the text is not one whole JSON object.</summary>
    private static bool TryFindMember(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, out JsonRange value, out bool twice)
    {
        (value, twice) = (default, false);
        var scan = new JsonScan(json);
        scan.SkipWhite();
        if (scan.TryEnterObject())
        {
            do
            {
                if (!scan.TryReadKey(out var key))
                {
                    return false;
                }

                var start = scan.Position;
                if (!scan.SkipValue(1))
                {
                    return false;
                }

                if (RequestValueReader.IsKey(key, name))
                {
                    twice |= value.Exists;
                    value = new JsonRange(start, scan.Position - start);
                }
            }
            while (scan.TryNextMember());
        }

        if (scan.Error != ScanErrorKind.None)
        {
            return false;
        }

        scan.SkipWhite();
        return scan.Position == json.Length;
    }
}

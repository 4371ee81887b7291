using System.Text;
using Tollgate.Exchange;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>Writes fields of a request, but those that the provider refuses: these are noted as lost.</summary>
internal readonly struct ChatFields(JsonOut json, ChatQuirks quirks, TranslationNotes notes)
{
    /// <summary>Whether a field may be written.</summary>
    public bool Takes(string field) => !quirks.Refuses.Contains(field, StringComparer.Ordinal);

    /// <summary>Whether a field may be written; notes it as lost where not.</summary>
    public bool TakesOrLose(string field, Loss loss = Loss.Setting)
    {
        if (Takes(field))
        {
            return true;
        }

        notes.Lose(field, loss, "this provider does not take it");
        return false;
    }

    /// <summary>The field's name, of ASCII.</summary>
    public void Name(string field)
    {
        Span<byte> ascii = stackalloc byte[64];
        json.Name(ascii[..Encoding.ASCII.GetBytes(field, ascii)]);
    }

    /// <summary>A value as the client wrote it, where there is one.</summary>
    public void Raw(string field, ReadOnlyMemory<byte> value, string? writtenAs = null)
    {
        if (!value.IsEmpty && TakesOrLose(field))
        {
            Name(writtenAs ?? field);
            json.Raw(value.Span);
        }
    }

    /// <summary>A text, where there is one.</summary>
    public void String(string field, JsonString text)
    {
        if (!text.IsEmpty && TakesOrLose(field))
        {
            Name(field);
            json.String(text);
        }
    }
}

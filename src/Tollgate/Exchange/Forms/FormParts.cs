using System.Text;

namespace Tollgate.Exchange.Forms;

/// <summary>A form that has been read.</summary>
/// <param name="parts">Its parts in their order.</param>
internal sealed class FormParts(IReadOnlyList<FormPart> parts)
{
    public IReadOnlyList<FormPart> Parts => parts;

    /// <summary>The first part of that name; one without content where there is none.</summary>
    public FormPart Find(ReadOnlySpan<byte> name)
    {
        foreach (var part in parts)
        {
            if (part.Name.Span.SequenceEqual(name))
            {
                return part;
            }
        }

        return default;
    }

    /// <summary>The value of the first field of that name; null where there is none.</summary>
    public string? Text(ReadOnlySpan<byte> name)
    {
        var part = Find(name);
        return part.Name.IsEmpty ? null : Encoding.UTF8.GetString(part.Content.Span);
    }
}

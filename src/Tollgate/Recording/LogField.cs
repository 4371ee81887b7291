using System.Runtime.InteropServices;

namespace Tollgate.Recording;

/// <summary>One named value of an event: a text or a whole number. Never content, never a secret.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LogField(string Name, string? Text, long Number)
{
    /// <summary>A text.</summary>
    public static implicit operator LogField((string Name, string? Text) field) => new(field.Name, field.Text ?? "", 0);

    /// <summary>A whole number.</summary>
    public static implicit operator LogField((string Name, long Number) field) => new(field.Name, null, field.Number);
}

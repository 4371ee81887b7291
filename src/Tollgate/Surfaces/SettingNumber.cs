using Tollgate.Exchange;

namespace Tollgate.Surfaces;

/// <summary>Numbers among a request's settings, for formats whose servers take nothing else in their place.</summary>
internal static class SettingNumber
{
    /// <summary>A number as the client wrote it; refused and empty where it is none.</summary>
    public static ReadOnlyMemory<byte> Any(string path, JsonNode value, TranslationNotes notes)
    {
        if (value.IsNumber)
        {
            return value.Raw;
        }

        notes.Refuse(path, "it must be a number");
        return default;
    }

    /// <summary>A count of something; refused and null where it is none.</summary>
    public static long? AboveZero(string path, JsonNode value, TranslationNotes notes)
    {
        if (value.Whole is > 0 and var whole)
        {
            return whole;
        }

        notes.Refuse(path, "it must be a whole number above 0");
        return null;
    }
}

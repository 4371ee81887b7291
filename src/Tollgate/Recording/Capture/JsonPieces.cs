using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tollgate.Recording.Capture;

/// <summary>Takes a JSON document apart into its texts, and puts it together with some of them changed.</summary>
internal static class JsonPieces
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64, AllowMultipleValues = false };

    /// <summary>
    /// Reads strings, names and numbers as far as the bytes are JSON. Returns how many bytes that is: all of them for a whole document, fewer for
    /// one that was cut or is none.
    /// </summary>
    public static int Read(ReadOnlySpan<byte> json, List<JsonPiece> pieces)
    {
        var reader = new Utf8JsonReader(json, isFinalBlock: false, new JsonReaderState(Options));
        var path = new List<string>();
        var name = string.Empty;
        try
        {
            while (reader.Read())
            {
                var start = (int)reader.TokenStartIndex;
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        path.Add(name);
                        name = string.Empty;
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        name = string.Empty;
                        path.RemoveAt(path.Count - 1);
                        break;
                    case JsonTokenType.PropertyName:
                        name = reader.GetString()!;
                        pieces.Add(new JsonPiece(string.Empty, string.Empty, start, EndOfString(json, start) - start, name));
                        break;
                    case JsonTokenType.String:
                        pieces.Add(new JsonPiece(string.Join('/', path) + '/' + name, name, start, (int)reader.BytesConsumed - start, reader.GetString()!));
                        break;
                    case JsonTokenType.Number:
                        pieces.Add(new JsonPiece(string.Empty, name, start, (int)reader.BytesConsumed - start, Encoding.UTF8.GetString(reader.ValueSpan)));
                        break;
                }
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // What was read up to here is good; the rest is looked at as plain text.
        }

        return (int)reader.BytesConsumed;
    }

    /// <summary>The document with other texts in some places, which are in order.</summary>
    public static string Rewrite(ReadOnlySpan<byte> json, IEnumerable<(JsonPiece Piece, string Text)> changes)
    {
        var text = new StringBuilder(json.Length);
        var at = 0;
        foreach (var (piece, changed) in changes)
        {
            text.Append(Encoding.UTF8.GetString(json[at..piece.Start]));
            text.Append('"').Append(JsonEncodedText.Encode(changed, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)).Append('"');
            at = piece.Start + piece.Length;
        }

        return text.Append(Encoding.UTF8.GetString(json[at..])).ToString();
    }

    /// <summary>A name token ends with the colon behind it; this is the end of the name itself.</summary>
    private static int EndOfString(ReadOnlySpan<byte> json, int start)
    {
        for (var i = start + 1; i < json.Length; i++)
        {
            if (json[i] == (byte)'\\') { i++; }
            else if (json[i] == (byte)'"') { return i + 1; }
        }

        return json.Length;
    }
}

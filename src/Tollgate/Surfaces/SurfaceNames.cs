namespace Tollgate.Surfaces;

/// <summary>Names of endpoints in logs and as values of the metrics' <c>route</c> label.</summary>
internal static class SurfaceNames
{
    public static readonly byte[] Chat = [.. "chat"u8];
    public static readonly byte[] Completions = [.. "completions"u8];
    public static readonly byte[] Embeddings = [.. "embeddings"u8];
    public static readonly byte[] Responses = [.. "responses"u8];
    public static readonly byte[] Models = [.. "models"u8];
    public static readonly byte[] Messages = [.. "messages"u8];
    public static readonly byte[] CountTokens = [.. "count_tokens"u8];
    public static readonly byte[] GenerateContent = [.. "generate_content"u8];
    public static readonly byte[] Rerank = [.. "rerank"u8];
    public static readonly byte[] Live = [.. "live"u8];
    public static readonly byte[] Forwarded = [.. "forwarded"u8];
    public static readonly byte[] Raw = [.. "raw"u8];
    public static readonly byte[] Operations = [.. "operations"u8];
    public static readonly byte[] Unknown = [.. "unknown"u8];

    /// <summary>All of them: the closed set.</summary>
    public static readonly byte[][] All =
        [Chat, Completions, Embeddings, Responses, Models, Messages, CountTokens, GenerateContent, Rerank, Live, Forwarded, Raw, Operations, Unknown];

    /// <summary>The same as text.</summary>
    public static readonly string[] Text = Array.ConvertAll(All, System.Text.Encoding.ASCII.GetString);

    /// <summary>Position of one of these very arrays.</summary>
    public static int IndexOf(byte[] name)
    {
        for (var i = 0; i < All.Length; i++)
        {
            if (ReferenceEquals(All[i], name))
            {
                return i;
            }
        }

        return All.Length - 1;
    }
}

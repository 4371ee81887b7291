using Tollgate.Exchange;
using Tollgate.Exchange.Embeddings;

namespace Tollgate.Upstreams.Cohere;

/// <summary>What Cohere's embedding models are asked and answer, at Cohere as well as at Amazon.</summary>
internal static class CohereEmbedBody
{
    /// <summary>Writes the texts and what they are for, as members of an open object.</summary>
    public static void Write(EmbedRequest request, TranslationNotes notes, JsonOut json)
    {
        json.Name("texts"u8);
        json.BeginArray();
        for (var i = 0; i < request.Inputs.Count; i++)
        {
            if (request.Inputs[i].IsTokens)
            {
                notes.Refuse($"input[{i}]", "this provider takes texts, not tokens");
            }

            if (!request.Inputs[i].Title.IsEmpty)
            {
                notes.Lose("title", Loss.Setting, "Cohere takes no titles");
            }

            json.String(request.Inputs[i].Text);
        }

        json.EndArray();
        var type = EmbedTasks.ToCohere(request.Task);
        if (type is null)
        {
            notes.Lose("taskType", Loss.Setting, "Cohere makes no vectors for that");
        }

        json.Name("input_type"u8);
        json.Text(type ?? "search_document");
        json.Name("embedding_types"u8);
        json.BeginArray();
        json.Ascii("float"u8);
        json.EndArray();
        notes.LoseSettingIf(!request.User.IsEmpty, "user", "Cohere takes no user");
    }

    /// <summary>Reads the vectors, which stand by type or, from older models, at once.</summary>
    public static bool TryRead(JsonNode body, EmbedAnswer into)
    {
        var embeddings = body["embeddings"u8];
        foreach (var vector in (embeddings.IsArray ? embeddings : embeddings["float"u8]).Items)
        {
            if (!vector.IsArray)
            {
                return false;
            }

            into.Vectors.Add(vector.Raw);
        }

        return true;
    }
}

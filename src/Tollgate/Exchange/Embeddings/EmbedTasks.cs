namespace Tollgate.Exchange.Embeddings;

/// <summary>The vendors' words for what vectors are for.</summary>
internal static class EmbedTasks
{
    /// <summary>Google's words, in the order of <see cref="EmbedTask"/>.</summary>
    private static readonly string[] Google =
    [
        "TASK_TYPE_UNSPECIFIED", "RETRIEVAL_QUERY", "RETRIEVAL_DOCUMENT", "SEMANTIC_SIMILARITY", "CLASSIFICATION", "CLUSTERING",
        "QUESTION_ANSWERING", "FACT_VERIFICATION", "CODE_RETRIEVAL_QUERY",
    ];

    /// <summary>The meaning of a word of Google's; null where there is none such.</summary>
    public static EmbedTask? FromGoogle(JsonString word)
    {
        var at = Array.IndexOf(Google, word.ToString());
        return at < 0 ? null : (EmbedTask)at;
    }

    /// <summary>Google's word.</summary>
    public static string ToGoogle(EmbedTask task) => Google[(int)task];

    /// <summary>The meaning of an <c>input_type</c>, which Cohere, Voyage and NVIDIA spell differently; null where nobody does.</summary>
    public static EmbedTask? FromInputType(JsonString word) => word.ToString() switch
    {
        "search_query" or "query" => EmbedTask.Query,
        "search_document" or "document" or "passage" => EmbedTask.Document,
        "classification" => EmbedTask.Classification,
        "clustering" => EmbedTask.Clustering,
        _ => null,
    };

    /// <summary>Cohere's word: it must have one, and documents are what most vectors are made of. Null where it has none for this.</summary>
    public static string? ToCohere(EmbedTask task) => task switch
    {
        EmbedTask.None or EmbedTask.Document => "search_document",
        EmbedTask.Query or EmbedTask.QuestionAnswering or EmbedTask.FactVerification or EmbedTask.CodeQuery => "search_query",
        EmbedTask.Classification => "classification",
        EmbedTask.Clustering => "clustering",
        _ => null,
    };
}

namespace Tollgate.Routing;

/// <summary>How a kind of provider arranges its paths.</summary>
internal enum PathLayout : byte
{
    /// <summary>As the vendor of each format does; the model stands in the body, Google's excepted.</summary>
    Plain,

    /// <summary>Azure: <c>/openai/deployments/{model}/…?api-version=</c> where a version is configured, else as <see cref="Plain"/>.</summary>
    Azure,

    /// <summary>Vertex AI: all below <c>/projects/{project}/locations/{location}/publishers/{vendor}/models/{model}</c>.</summary>
    Vertex,
}

using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;

namespace Tollgate.WireTests.Sdk;

/// <summary>OpenAI's NuGet client, pointed at a gateway.</summary>
internal static class SdkClient
{
    public static OpenAIClient Client(this SdkRig rig, string? key = null, int retries = 0, params (string Name, string Value)[] headers)
    {
        var options = new OpenAIClientOptions { Endpoint = new Uri(rig.Gateway.BaseUrl, "/v1"), RetryPolicy = new ClientRetryPolicy(retries) };
        options.AddPolicy(new Headers(headers), PipelinePosition.PerCall);
        return new OpenAIClient(new ApiKeyCredential(key ?? rig.Gateway.Key), options);
    }

    /// <summary>Its calls without a model go to the provider of this name.</summary>
    public static OpenAIClient ClientOf(this SdkRig rig, string provider) => rig.Client(headers: ("x-tollgate-provider", provider));

    /// <summary>Its calls are answered with this recording, when they name the model <c>replay</c>.</summary>
    public static OpenAIClient Playing(this SdkRig rig, string recording) => rig.Client(headers: ("x-replay-id", recording));

    private sealed class Headers((string Name, string Value)[] fields) : PipelinePolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            Add(message);
            ProcessNext(message, pipeline, currentIndex);
        }

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            Add(message);
            return ProcessNextAsync(message, pipeline, currentIndex);
        }

        private void Add(PipelineMessage message)
        {
            foreach (var (name, value) in fields)
            {
                message.Request.Headers.Set(name, value);
            }
        }
    }
}

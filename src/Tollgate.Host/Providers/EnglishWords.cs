using Tollgate.Routing;

namespace Tollgate.Host.Providers;

/// <summary>The guide in English.</summary>
internal static class EnglishWords
{
    public static GuideWords All { get; } = new()
    {
        File = "providers.md",
        Title = "Kinds of provider",
        Made = "Made by `tollgate providers docs` from the program's own table; do not edit. [中文](providers.zh-CN.md)",
        Intro = """
            A provider of the [configuration](configuration.md#providers) has a `kind`: a row of this table. `tollgate providers` prints it, and
            `tollgate providers test NAME` asks a configured provider for one token and says what to look at when that fails.
            A server that is not here and speaks OpenAI's format needs no row: `kind: openai-compatible` with its `base_url`.
            """,
        AddressHeading = "Addresses and credentials",
        AddressColumns = ["kind (other names)", "service", "`base_url` when none is given", "credential", "variable without a file"],
        FormatHeading = "Formats",
        FormatIntro = """
            What comes in a format that the provider speaks is passed through; what comes in another is translated into the first of the same operation.
            `formats` of a provider sets another list, for a server that speaks fewer or more: `formats: [chat, messages, embeddings]`.
            """,
        FormatColumns = ["kind", "`formats`", "where it differs by model"],
        QuirkHeading = "Where they differ",
        QuirkIntro = """
            What a request in OpenAI's format must say otherwise is written otherwise; settings that the provider refuses or ignores are left out with a warning
            (`x-tollgate-warnings`). Readers of answers look in all places at once.
            """,
        QuirkColumns = ["kind", "usage of a stream", "thoughts in", "errors", "left out", "written otherwise"],
        Rest = """
            ## Azure OpenAI

            `base_url` is the resource, such as `https://RESOURCE.openai.azure.com`. Without `api_version` requests go to `/openai/v1/…` and the model of the body is the
            deployment. With `api_version: 2024-10-21` they go to `/openai/deployments/DEPLOYMENT/…?api-version=2024-10-21`; a provider's `models` map public names to
            deployments. For the model catalogue write `https://RESOURCE.services.ai.azure.com/models` and its `api_version`. A token of Entra goes into
            `headers: { Authorization: Bearer … }`.

            ## Vertex AI

            `project` is required, `location` is `global` unless it is said. The gateway signs in with a service account: `credentials_file` names its JSON file,
            `credentials` or `api_key` hold its text, and without any of them the file that `GOOGLE_APPLICATION_CREDENTIALS` names is read. The file of a user (`authorized_user`)
            works too; an `api_key` that is not JSON is taken for an access token. Tokens are renewed five minutes before they end, in the background; while no
            token can be had, requests go to the next target or are answered 503. Claude models are asked in Anthropic's format, `publisher/model` names in OpenAI's.

            On Google's own machines (GCE, GKE, Cloud Run) `sign_in: metadata` signs in with the account of the machine instead, without a key: tokens come from the
            metadata server, `metadata_host` or `GCE_METADATA_HOST` where it is not `metadata.google.internal`. It is never tried unasked.

            ## Amazon Bedrock

            `region` is required (or `AWS_REGION`). Requests are signed with `access_key_id` and `secret_access_key`, and `session_token` for temporary ones; without them
            with `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`. A Bedrock API key goes into `api_key` (or `AWS_BEARER_TOKEN_BEDROCK`) instead.
            Models are ids, inference profiles (`eu.anthropic.…`) or ARNs.
            """,
        None = "none",
        Required = "required",
        Also = "also",
        SignIns = new Dictionary<SignIn, string>
        {
            [SignIn.Google] = "access token of a service account",
            [SignIn.Amazon] = "signature version 4, or an API key",
        },
        Usages = new Dictionary<UsagePlace, string>
        {
            [UsagePlace.WhenAsked] = "own last chunk, when asked for",
            [UsagePlace.LastChunk] = "last chunk",
            [UsagePlace.EveryChunk] = "every chunk, growing",
            [UsagePlace.StartAndEnd] = "first and last events",
            [UsagePlace.OwnEvent] = "event behind the answer",
            [UsagePlace.Nowhere] = "nowhere",
        },
        Errors = new Dictionary<ErrorShape, string>
        {
            [ErrorShape.OpenAi] = "OpenAI's",
            [ErrorShape.Anthropic] = "Anthropic's",
            [ErrorShape.Google] = "Google's",
            [ErrorShape.Amazon] = "`message`, type in `x-amzn-errortype`",
            [ErrorShape.Cohere] = "`id`, `message`",
            [ErrorShape.Flat] = "`message` or `detail`, flat",
            [ErrorShape.CodeAndText] = "`code`, `error`: text",
            [ErrorShape.Text] = "`error`: text",
            [ErrorShape.OwnCodes] = "OpenAI's with numbers of its own",
            [ErrorShape.InAnswer] = "status 200, `base_resp`",
        },
    };
}

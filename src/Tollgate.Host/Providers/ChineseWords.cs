using Tollgate.Routing;

namespace Tollgate.Host.Providers;

/// <summary>The guide in Chinese.</summary>
internal static class ChineseWords
{
    public static GuideWords All { get; } = new()
    {
        File = "providers.zh-CN.md",
        Title = "提供商类型",
        Made = "由 `tollgate providers docs` 根据程序自身的数据生成，请勿手工修改。[English](providers.md)",
        Intro = """
            [配置](configuration.zh-CN.md)中的提供商有一个 `kind`，即下表中的一行。`tollgate providers` 打印此表；
            `tollgate providers test NAME` 向已配置的提供商请求一个令牌，失败时说明该检查什么。
            表中没有但兼容 OpenAI 格式的服务不需要新的一行：用 `kind: openai-compatible` 加上它的 `base_url` 即可。
            """,
        AddressHeading = "地址与凭证",
        AddressColumns = ["类型（别名）", "服务", "缺省 `base_url`", "凭证", "无配置文件时的变量"],
        FormatHeading = "格式",
        FormatIntro = """
            请求的格式如果是提供商自己的格式，就原样转发；否则翻译成同一操作的第一种格式。
            提供商的 `formats` 可以另设列表，用于支持得更少或更多的服务：`formats: [chat, messages, embeddings]`。
            """,
        FormatColumns = ["类型", "`formats`", "按模型的例外"],
        QuirkHeading = "差异",
        QuirkIntro = """
            OpenAI 格式的请求中需要换写法的地方会自动换写；提供商拒绝或忽略的设置会被省去，并给出警告（`x-tollgate-warnings`）。
            读取应答时会同时查看所有可能的位置。
            """,
        QuirkColumns = ["类型", "流的用量", "思考内容", "错误", "省去", "换写"],
        Rest = """
            ## Azure OpenAI

            `base_url` 是资源地址，如 `https://RESOURCE.openai.azure.com`。没有 `api_version` 时请求发往 `/openai/v1/…`，正文中的模型即部署名。
            设置 `api_version: 2024-10-21` 后发往 `/openai/deployments/DEPLOYMENT/…?api-version=2024-10-21`；`models` 把公开名称映射到部署名。
            模型目录请写 `https://RESOURCE.services.ai.azure.com/models` 及其 `api_version`。Entra 的令牌写在 `headers: { Authorization: Bearer … }` 中。

            ## Vertex AI

            `project` 必填，`location` 缺省为 `global`。网关用服务账号登录：`credentials_file` 指明 JSON 文件，`credentials` 或 `api_key` 直接写其内容；
            都没有时读取 `GOOGLE_APPLICATION_CREDENTIALS` 指向的文件。用户凭证文件（`authorized_user`）同样可用；不是 JSON 的 `api_key` 视为访问令牌。
            令牌在到期前五分钟于后台更新；拿不到令牌时，请求转到下一个目标，或以 503 应答。Claude 模型用 Anthropic 格式，`发布者/模型` 形式的名称用 OpenAI 格式。

            在 Google 自己的机器上（GCE、GKE、Cloud Run），`sign_in: metadata` 改用本机的服务账号登录，无需密钥：令牌来自元数据服务器；
            主机不是 `metadata.google.internal` 时写 `metadata_host` 或 `GCE_METADATA_HOST`。不写明就绝不尝试。

            ## Amazon Bedrock

            `region` 必填（或 `AWS_REGION`）。请求用 `access_key_id` 和 `secret_access_key` 签名，临时密钥再加 `session_token`；没有时用
            `AWS_ACCESS_KEY_ID`、`AWS_SECRET_ACCESS_KEY` 和 `AWS_SESSION_TOKEN`。也可以把 Bedrock API 密钥写在 `api_key`（或 `AWS_BEARER_TOKEN_BEDROCK`）中。
            模型可以是标识、推理配置（`eu.anthropic.…`）或 ARN。
            """,
        None = "无",
        Required = "必填",
        Also = "另有",
        SignIns = new Dictionary<SignIn, string>
        {
            [SignIn.Google] = "服务账号的访问令牌",
            [SignIn.Amazon] = "第 4 版签名，或 API 密钥",
        },
        Usages = new Dictionary<UsagePlace, string>
        {
            [UsagePlace.WhenAsked] = "要求时在单独的最后一块",
            [UsagePlace.LastChunk] = "最后一块",
            [UsagePlace.EveryChunk] = "每一块，递增",
            [UsagePlace.StartAndEnd] = "首尾事件",
            [UsagePlace.OwnEvent] = "应答之后的事件",
            [UsagePlace.Nowhere] = "没有",
        },
        Errors = new Dictionary<ErrorShape, string>
        {
            [ErrorShape.OpenAi] = "OpenAI 的",
            [ErrorShape.Anthropic] = "Anthropic 的",
            [ErrorShape.Google] = "Google 的",
            [ErrorShape.Amazon] = "`message`，类型在 `x-amzn-errortype`",
            [ErrorShape.Cohere] = "`id`、`message`",
            [ErrorShape.Flat] = "平铺的 `message` 或 `detail`",
            [ErrorShape.CodeAndText] = "`code`、`error`：文本",
            [ErrorShape.Text] = "`error`：文本",
            [ErrorShape.OwnCodes] = "OpenAI 的，代码为其自己的数字",
            [ErrorShape.InAnswer] = "状态 200，`base_resp`",
        },
    };
}

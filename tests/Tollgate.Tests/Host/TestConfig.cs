using Shouldly;
using Tollgate.Configuration;
using Tollgate.Host.Yaml;

namespace Tollgate.Tests.Host;

/// <summary>Loads texts as the file <c>test.yaml</c>.</summary>
internal static class TestConfig
{
    public static ConfigResult Load(string text, params (string Name, string Value)[] env) =>
        YamlConfigLoader.LoadText(text, "test.yaml", name => Array.Find(env, e => e.Name == name).Value);

    public static GatewayConfig Accept(string text, params (string Name, string Value)[] env)
    {
        var result = Load(text, env);
        result.Errors.ShouldBeEmpty();
        return result.Config.ShouldNotBeNull();
    }

    public static ConfigError RefuseOnce(string text, params (string Name, string Value)[] env)
    {
        var result = Load(text, env);
        result.Config.ShouldBeNull();
        return result.Errors.ShouldHaveSingleItem();
    }

    public static ConfigSnapshot Compile(string text) => ConfigSnapshot.Compile(Accept(text), 1);
}

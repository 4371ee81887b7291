using System.CommandLine;
using Tollgate.Host.Providers;
using Tollgate.Host.Serving;

namespace Tollgate.Host.Commands;

/// <summary><c>tollgate providers</c>: the kinds of provider, a trial of a configured one, and the guide to them.</summary>
internal static class ProvidersCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var list = new Command("providers", "List the kinds of provider, or try a configured provider.") { json, Trial(), Docs() };
        list.SetAction(result =>
        {
            if (result.GetValue(json)) { ProviderTable.WriteJson(result.InvocationConfiguration.Output); }
            else { ProviderTable.Write(result.InvocationConfiguration.Output); }
            return 0;
        });
        return list;
    }

    private static Command Trial()
    {
        var name = new Argument<string>("name") { Description = "Name of the provider in the configuration." };
        var config = ConfigOption.Create();
        var model = new Option<string?>("--model") { Description = "Model to ask. Default: one that the provider serves by name, else the first of its own list." };
        var trial = new Command("test", "Ask a provider for one token, which may cost something, and explain what fails; exit code 1 when it does.") { name, config, model };
        trial.SetAction(async (result, stop) =>
        {
            try
            {
                var source = ConfigSource.Find(new ServeOptions(result.GetValue(config), null));
                return await ProviderTrial.RunAsync(source.Config, result.GetRequiredValue(name), result.GetValue(model), result.InvocationConfiguration.Output, stop);
            }
            catch (StartException refused)
            {
                await result.InvocationConfiguration.Error.WriteLineAsync(refused.Message);
                return 1;
            }
        });
        return trial;
    }

    /// <summary>For those who change the table of kinds.</summary>
    private static Command Docs()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "Where the guide is, such as docs." };
        var docs = new Command("docs", "Write the guide to kinds of provider.") { folder };
        docs.Hidden = true;
        docs.SetAction(result =>
        {
            foreach (var words in ProviderGuide.Languages)
            {
                File.WriteAllText(Path.Combine(result.GetRequiredValue(folder).FullName, words.File), ProviderGuide.Write(words));
            }

            return 0;
        });
        return docs;
    }
}

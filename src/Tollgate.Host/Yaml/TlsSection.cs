using Tollgate.Configuration;

namespace Tollgate.Host.Yaml;

/// <summary>Reads <c>server.tls</c>.</summary>
internal static class TlsSection
{
    /// <summary>Reads it.</summary>
    /// <param name="server">The section that it stands in.</param>
    /// <returns>Null where it is not given, or where both files are left empty, as unset variables leave them.</returns>
    public static TlsConfig? Read(SectionReader server)
    {
        if (server.Find("tls") is null)
        {
            return null;
        }

        var section = server.Section("tls");
        var (cert, key, authorities) = (section.Text("cert"), section.Text("key"), section.Text("client_ca"));
        if (section.IsBroken || (cert is null && key is null && authorities is null))
        {
            section.Done();
            return null;
        }

        var tls = new TlsConfig { Cert = section.RequiredText("cert"), Key = section.RequiredText("key"), ClientCa = authorities };
        section.Done();
        return tls;
    }
}

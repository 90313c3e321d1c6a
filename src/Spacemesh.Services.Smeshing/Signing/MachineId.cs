using System.Text;
using Spacemesh.Crypto.Hashing;

namespace Spacemesh.Services.Smeshing.Signing;

/// <summary>Tells this machine from others, for the signing record: a folder copied to another machine is noticed.</summary>
public static class MachineId
{
    private static readonly string[] Sources = ["/etc/machine-id", "/var/lib/dbus/machine-id"];

    /// <summary>A digest of what the system calls this machine; its name where it has nothing better.</summary>
    public static Hash32 Read()
    {
        var text = new StringBuilder("spacemesh signing record\n").Append(Environment.MachineName).Append('\n');
        foreach (string source in Sources)
        {
            try
            {
                text.Append(File.ReadAllText(source).Trim()).Append('\n');
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Systems without it have their name.
            }
        }

        return Blake3.Hash(Encoding.UTF8.GetBytes(text.ToString()));
    }
}

using System.Globalization;
using System.Net;

namespace Spacemesh.Tools.Testnet;

/// <summary>Which process of this machine holds the other end of a connection over loopback: the kernel's tables tell (Linux only).</summary>
internal static class SocketOwner
{
    private const int LocalColumn = 1;
    private const int RemoteColumn = 2;
    private const int InodeColumn = 9;

    public static bool IsKnown => Directory.Exists("/proc/self/fd") && File.Exists("/proc/net/tcp");

    /// <summary>Which of the processes has the socket with these ends; null for none of them.</summary>
    public static int? Find(IPEndPoint its, IPEndPoint ours, IEnumerable<int> processes)
    {
        if (Inode(Text(its), Text(ours)) is not { } inode)
            return null;
        string link = $"socket:[{inode}]";
        foreach (int process in processes)
        {
            if (Holds(process, link))
                return process;
        }

        return null;
    }

    private static string? Inode(string local, string remote)
    {
        foreach (string line in File.ReadLines("/proc/net/tcp"))
        {
            string[] columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (columns.Length > InodeColumn && columns[LocalColumn] == local && columns[RemoteColumn] == remote)
                return columns[InodeColumn];
        }

        return null;
    }

    private static bool Holds(int process, string link)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{process}/fd").Any(file => new FileInfo(file).LinkTarget == link);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>As the kernel writes it: the address as a number in the machine's byte order, the port.</summary>
    private static string Text(IPEndPoint end) =>
        string.Create(CultureInfo.InvariantCulture, $"{BitConverter.ToUInt32(end.Address.MapToIPv4().GetAddressBytes()):X8}:{end.Port:X4}");
}

using System.Net.Sockets;

namespace Spacemesh.Libp2p.Transports;

/// <summary>Lets several sockets use one port: SO_REUSEADDR and, where the system has it, SO_REUSEPORT.</summary>
internal static class ReusablePort
{
    private const int LinuxSocketLevel = 1;
    private const int LinuxReusePort = 15;
    private const int MacSocketLevel = 0xffff;
    private const int MacReusePort = 0x0200;

    public static void Set(Socket socket)
    {
        // On Windows SO_REUSEADDR would let another program take the port.
        if (OperatingSystem.IsWindows())
            return;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption(LinuxSocketLevel, LinuxReusePort, [1, 0, 0, 0]);
        else if (OperatingSystem.IsMacOS())
            socket.SetRawSocketOption(MacSocketLevel, MacReusePort, [1, 0, 0, 0]);
    }
}

#pragma warning disable CA1416 // IsSupported answers on every platform.
using System.Net.Quic;
using Microsoft.Extensions.Logging;

namespace Spacemesh.Libp2p.Transports;

/// <summary>Whether this machine has QUIC, and what to install where it has not.</summary>
public static partial class QuicSupport
{
    public static bool IsSupported => QuicConnection.IsSupported && QuicListener.IsSupported;

    /// <summary>Says once that QUIC is asked for and missing; returns whether it is there.</summary>
    public static bool Check(ILogger logger)
    {
        if (!IsSupported)
            logger.QuicMissing();
        return IsSupported;
    }

    [LoggerMessage(12500, LogLevel.Warning, "QUIC is enabled, but this machine has no MsQuic: install the package libmsquic (packages.microsoft.com) and start again. TCP goes on without it")]
    private static partial void QuicMissing(this ILogger logger);
}

namespace Spacemesh.Ports.Api;

/// <summary>Bytes sent and received, and their rates in bytes a second over 10 s and 5 min.</summary>
public readonly record struct TrafficReport(
    ulong BytesSent, ulong BytesReceived, ulong SendRate10Seconds, ulong SendRate5Minutes, ulong ReceiveRate10Seconds, ulong ReceiveRate5Minutes);

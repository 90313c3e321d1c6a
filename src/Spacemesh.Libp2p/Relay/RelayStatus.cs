namespace Spacemesh.Libp2p.Relay;

/// <summary>Answers of relays and their clients, as numbered on the wire (spec 08 §2.12).</summary>
public enum RelayStatus
{
    None = 0,
    Ok = 100,
    ReservationRefused = 200,
    ResourceLimitExceeded = 201,
    PermissionDenied = 202,
    ConnectionFailed = 203,
    NoReservation = 204,
    MalformedMessage = 400,
    UnexpectedMessage = 401,
}

namespace Spacemesh.Net.Requests;

/// <summary>How busy the server of a protocol is.</summary>
/// <param name="Protocol">Its name.</param>
/// <param name="Places">Requests that may wait or be answered at a time.</param>
/// <param name="Waiting">Requests that wait for their turn.</param>
/// <param name="Rate">Requests a second that it answers at most.</param>
public readonly record struct ServerLoad(string Protocol, int Places, int Waiting, double Rate);

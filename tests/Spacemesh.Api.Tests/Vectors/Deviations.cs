using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Api.Tests.Vectors;

/// <summary>Where our answers differ from the recorded ones on purpose, and what they are instead.</summary>
internal static class Deviations
{
    public static (StatusCode Code, string Message, IMessage? Response)? Of(MethodDescriptor method, byte[] request, JsonElement output, IReadOnlyList<NodeId> identities)
    {
        // With one identity there is an answer, though the reference has none.
        if (method.Name == "SmesherID" && identities is [var only])
            return (StatusCode.Ok, "", new V1.SmesherIDResponse { PublicKey = ByteString.CopyFrom(only.ToArray()) });
        switch (method.InputType.Parser.ParseFrom(request))
        {
            // The reference puts unknown orders into its SQL (spec 09a §6.1: refuse them, or take them as ascending).
            case V2alpha1.LayerRequest { SortOrder: var order, Limit: > 0 and <= 100 } when (int)order > 1:
                return SortOrder((int)order);
            case V2alpha1.TransactionRequest { SortOrder: var order, Limit: > 0 and <= 100 } when (int)order > 1:
                return SortOrder((int)order);

            // The reference answers OK and dies (spec 04 §19, 09a §5.7).
            case V1.StartSmeshingRequest { Coinbase: not null } start when Missing(start.Opts) is { } missing && AddressReads(output):
                return (StatusCode.InvalidArgument, missing, null);
            default:
                return null;
        }
    }

    private static (StatusCode, string, IMessage?) SortOrder(int order) => (StatusCode.InvalidArgument, $"sort_order {order} is neither ASC (0) nor DESC (1)", null);

    private static bool AddressReads(JsonElement output) => !output.Has("message") || !output.Text("message").StartsWith("failed to parse", StringComparison.Ordinal);

    private static string? Missing(V1.PostSetupOpts? options) => options switch
    {
        null => "`Opts` must be provided",
        { DataDir: "" } => "`Opts.DataDir` must be provided",
        { NumUnits: 0 } => "`Opts.NumUnits` must be provided",
        { MaxFileSize: 0 } => "`Opts.MaxFileSize` must be provided",
        _ => null,
    };
}

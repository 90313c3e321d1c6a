using System.Collections;
using Google.Protobuf;

namespace Spacemesh.Api.Tests.Vectors;

/// <summary>Lists whose order nobody promises, put into one.</summary>
internal static class Unordered
{
    /// <summary>Whether the message has such a list.</summary>
    public static bool Sort(IMessage message)
    {
        switch (message)
        {
            case V1.AccountsResponse accounts:
                Sort(accounts.AccountWrapper);
                return true;
            case V1.PostStatesResponse states:
                Sort(states.States);
                return true;
            case V2alpha1.AccountList accounts:
                // Accounts that changed in one layer.
                Sort(accounts.Accounts, account => -(long)account.Current.Layer);
                return true;
            case V1.Event { Eligibilities: { } computed }:
                Sort(computed.Eligibilities);
                return true;
            default:
                return false;
        }
    }

    private static void Sort<T>(IList<T> list, Func<T, long>? first = null)
        where T : IMessage
    {
        var sorted = list.OrderBy(item => first?.Invoke(item) ?? 0).ThenBy(item => Convert.ToHexString(item.ToByteArray()), StringComparer.Ordinal).ToList();
        ((IList)list).Clear();
        foreach (var item in sorted)
            list.Add(item);
    }
}

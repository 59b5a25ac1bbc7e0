"""How each language says a request: a function of the request, which returns a whole program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tasklab.service.sample.call import Call


def _text(value: str) -> str:
    """Return a string literal that JavaScript, Go, Java and C# read alike."""
    return json.dumps(value, ensure_ascii=False)


def _shell(value: str) -> str:
    return "'" + value.replace("'", "'\\''") + "'"


def _single(value: str) -> str:
    """Return a literal in single quotes, in which nothing but these and the backslash mean something."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _headers(call: Call) -> dict[str, str]:
    """Return the headers besides `Authorization`."""
    found = {}
    if call.body is not None:
        found["Content-Type"] = "application/json"
    if call.key is not None:
        found["Idempotency-Key"] = call.key
    return found


def curl(call: Call) -> str:
    """Say it as a command of curl."""
    verb = "" if call.verb == "GET" else f" -X {call.verb}"
    lines = [f"curl -sS{verb} {_shell(call.url)}", '-H "Authorization: Bearer $TASKLAB_KEY"']
    lines += [f"-H {_shell(f'{name}: {value}')}" for name, value in _headers(call).items()]
    lines += [] if call.body is None else [f"-d {_shell(call.body)}"]
    return " \\\n  ".join(lines) + "\n"


def python(call: Call) -> str:
    """Say it in Python's standard library."""
    lines = ["import json", "import os", "import urllib.request", "", "request = urllib.request.Request("]
    lines += [f"    {call.url!r},", f"    method={call.verb!r},"]
    lines += [] if call.body is None else [f"    data={call.body!r}.encode(),"]
    lines += ["    headers={", '        "Authorization": f"Bearer {os.environ[\'TASKLAB_KEY\']}",']
    lines += [f"        {name!r}: {value!r}," for name, value in _headers(call).items()]
    lines += ["    },", ")", "with urllib.request.urlopen(request) as answer:", "    print(json.load(answer))", ""]
    return "\n".join(lines)


def javascript(call: Call) -> str:
    """Say it in JavaScript: Node 18 and later, and others that have `fetch`."""
    lines = [f"const answer = await fetch({_text(call.url)}, {{", f"  method: {_text(call.verb)},", "  headers: {"]
    lines += ["    Authorization: `Bearer ${process.env.TASKLAB_KEY}`,"]
    lines += [f"    {_text(name)}: {_text(value)}," for name, value in _headers(call).items()]
    lines += ["  },"]
    lines += [] if call.body is None else [f"  body: {_text(call.body)},"]
    lines += ["});", "if (!answer.ok) throw new Error(await answer.text());", "console.log(await answer.json());", ""]
    return "\n".join(lines)


def php(call: Call) -> str:
    """Say it in PHP with its curl extension."""
    lines = ["<?php", f"$request = curl_init({_single(call.url)});", "curl_setopt_array($request, ["]
    lines += [f"    CURLOPT_CUSTOMREQUEST => {_single(call.verb)},", "    CURLOPT_RETURNTRANSFER => true,"]
    lines += ["    CURLOPT_FAILONERROR => true,", "    CURLOPT_HTTPHEADER => ["]
    lines += ["        'Authorization: Bearer ' . getenv('TASKLAB_KEY'),"]
    lines += [f"        {_single(f'{name}: {value}')}," for name, value in _headers(call).items()]
    lines += ["    ],"]
    lines += [] if call.body is None else [f"    CURLOPT_POSTFIELDS => {_single(call.body)},"]
    lines += ["]);", "$answer = curl_exec($request);", "if ($answer === false) {"]
    lines += ["    throw new RuntimeException(curl_error($request));", "}", "print_r(json_decode($answer, true));", ""]
    return "\n".join(lines)


def go(call: Call) -> str:
    """Say it in Go's standard library."""
    body = "nil" if call.body is None else f"strings.NewReader({_text(call.body)})"
    imports = ["fmt", "io", "net/http", "os", *([] if call.body is None else ["strings"])]
    lines = ["package main", "", "import (", *(f'\t"{name}"' for name in imports), ")", "", "func main() {"]
    lines += [f"\trequest, err := http.NewRequest({_text(call.verb)}, {_text(call.url)}, {body})"]
    lines += ["\tif err != nil {", "\t\tpanic(err)", "\t}"]
    lines += ['\trequest.Header.Set("Authorization", "Bearer "+os.Getenv("TASKLAB_KEY"))']
    lines += [f"\trequest.Header.Set({_text(name)}, {_text(value)})" for name, value in _headers(call).items()]
    lines += ["\tanswer, err := http.DefaultClient.Do(request)", "\tif err != nil {", "\t\tpanic(err)", "\t}"]
    lines += ["\tdefer answer.Body.Close()", "\ttext, err := io.ReadAll(answer.Body)"]
    lines += ["\tif err != nil || answer.StatusCode >= 400 {", "\t\tpanic(string(text))", "\t}"]
    lines += ["\tfmt.Println(string(text))", "}", ""]
    return "\n".join(lines)


def ruby(call: Call) -> str:
    """Say it in Ruby's standard library."""
    lines = ["require 'json'", "require 'net/http'", "", f"uri = URI({_single(call.url)})"]
    lines += [f"request = Net::HTTP::{call.verb.capitalize()}.new(uri)"]
    lines += ["request['Authorization'] = \"Bearer #{ENV.fetch('TASKLAB_KEY')}\""]
    lines += [f"request[{_single(name)}] = {_single(value)}" for name, value in _headers(call).items()]
    lines += [] if call.body is None else [f"request.body = {_single(call.body)}"]
    lines += ["options = { use_ssl: uri.scheme == 'https' }"]
    lines += ["answer = Net::HTTP.start(uri.host, uri.port, options) { |http| http.request(request) }"]
    lines += ["raise answer.body unless answer.is_a?(Net::HTTPSuccess)", "", "puts JSON.parse(answer.body)", ""]
    return "\n".join(lines)


def java(call: Call) -> str:
    """Say it in Java 11 and later."""
    body = "noBody()" if call.body is None else f"ofString({_text(call.body)})"
    lines = ["import java.net.URI;", "import java.net.http.HttpClient;", "import java.net.http.HttpRequest;"]
    lines += ["import java.net.http.HttpResponse;", "", "public class Sample {"]
    lines += ["    public static void main(String[] arguments) throws Exception {"]
    lines += [f"        HttpRequest request = HttpRequest.newBuilder(URI.create({_text(call.url)}))"]
    lines += [f"            .method({_text(call.verb)}, HttpRequest.BodyPublishers.{body})"]
    lines += ['            .header("Authorization", "Bearer " + System.getenv("TASKLAB_KEY"))']
    lines += [f"            .header({_text(name)}, {_text(value)})" for name, value in _headers(call).items()]
    lines += ["            .build();", "        HttpResponse<String> answer = HttpClient.newHttpClient()"]
    lines += ["            .send(request, HttpResponse.BodyHandlers.ofString());"]
    lines += ["        if (answer.statusCode() >= 400) throw new RuntimeException(answer.body());"]
    lines += ["        System.out.println(answer.body());", "    }", "}", ""]
    return "\n".join(lines)


def csharp(call: Call) -> str:
    """Say it in C# 6 and later: .NET, and Mono too."""
    given = f"new HttpMethod({_text(call.verb)}), {_text(call.url)}"
    lines = ["using System;", "using System.Net.Http;", "using System.Text;", "using System.Threading.Tasks;", ""]
    lines += ["public static class Sample", "{"]
    lines += ["    public static void Main() => Call().GetAwaiter().GetResult();", ""]
    lines += ["    private static async Task Call()", "    {"]
    lines += ["        using (var http = new HttpClient())"]
    lines += [f"        using (var request = new HttpRequestMessage({given}))", "        {"]
    lines += ['            var key = Environment.GetEnvironmentVariable("TASKLAB_KEY");']
    lines += ['            request.Headers.Add("Authorization", "Bearer " + key);']
    if call.key is not None:
        lines += [f'            request.Headers.Add("Idempotency-Key", {_text(call.key)});']
    if call.body is not None:
        body = f'new StringContent({_text(call.body)}, Encoding.UTF8, "application/json")'
        lines += [f"            request.Content = {body};"]
    lines += ["            using (var answer = await http.SendAsync(request))", "            {"]
    lines += ["                var text = await answer.Content.ReadAsStringAsync();"]
    lines += ["                if (!answer.IsSuccessStatusCode) throw new Exception(text);"]
    lines += ["                Console.WriteLine(text);", "            }", "        }", "    }", "}", ""]
    return "\n".join(lines)


LANGUAGES: Mapping[str, Callable[[Call], str]] = {
    "curl": curl,
    "python": python,
    "javascript": javascript,
    "php": php,
    "go": go,
    "ruby": ruby,
    "java": java,
    "csharp": csharp,
}
"""Every language by its name."""
